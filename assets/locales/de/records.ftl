# Texte der Listen, eines Unternehmens und der Formulare.
pane-company = Unternehmen
pane-contacts = Kontakte
pane-case = Vorgang
pane-tasks = Aufgaben
pane-data = Daten
edit-note = e ändern
list-note = f Ansicht  / Filter
timeline-note = f Filter  / Suche
outcome-digits = 1-0 festhalten

column-name = Name
column-stage = Phase
column-owner = Zuständig
column-next-due = Fällig
column-last = Letzte Akt.
column-city = Ort
column-phone = Telefon

view-mine = Meine
view-all = Alle
view-unassigned = Ohne Zuständige
view-no-next-step = Ohne nächsten Schritt
view-dormant = Ruhend
view-dnc = Nicht kontaktieren
sort-next-due = Was als Nächstes fällig ist
sort-name = Name
sort-only-due = Diese Ansicht kennt nur die Folge nach Fälligkeit

short-dnc = nicht kontaktieren
short-wrong = falsch
day-today = heute
day-yesterday = gestern
n-marked = { $n } markiert
n-more = + { $n } weitere (Enter)
mark-range-begun = Bereich begonnen: bewegen, dann noch einmal v
mark-loaded = { $n } markiert; weitere Zeilen sind noch nicht geladen
nothing-selected = Kein Unternehmen ist gewählt
select-task = Erst eine Aufgabe wählen (Tab bis Aufgaben)

companies-none = Noch keine Unternehmen. a c legt das erste an; : import holt eine Datei.
companies-none-here = In dieser Ansicht ist kein Unternehmen. f zeigt die anderen.
companies-none-match = Nichts in { $view } passt zu „{ $filter }“. Esc leert den Filter, f zeigt andere Ansichten.
company-gone = Dieses Unternehmen gibt es nicht mehr. Vielleicht liegt es im Papierkorb (: Papierkorb).
contacts-none = Noch niemand. a p fügt einen Kontakt hinzu.
tasks-none = Nichts zu tun. t legt einen nächsten Schritt an.
case-none = Kein Vorgang.
case-line = eröffnet { $when } · { $n ->
        [one] noch 1 Aufgabe
       *[other] noch { $n } Aufgaben
    }
handover-line = Übergabe: { $state }
timeline-none = Noch ist nichts geschehen. c ruft an, n notiert, L hält fest.
timeline-none-match = Nichts passt. Esc beendet die Suche, f zeigt alles.
only-all = Alles
only-remarks = Anmerkungen
safety-outside = außerhalb der Anrufzeiten, öffnet { $opens }

bulk-question = Das geschieht mit { $n } Unternehmen auf einmal. u nimmt es zurück.
bulk-keep = Lassen
bulk-go = Mit { $n } tun
bulk-done = { $n } erledigt
bulk-refused = { $n } abgelehnt: { $why }

add-company = Neues Unternehmen
edit-company = Unternehmen ändern
add-contact = Neuer Kontakt
edit-contact = Kontakt ändern
add-task = Neue Aufgabe
add-note = Notiz
button-save = Speichern ^S
button-save-next = Speichern und nächste Aufgabe
button-discard = Verwerfen
button-twins = Mögliche Dubletten
twins = Stattdessen öffnen
twins-none = Keine mögliche Dublette
twins-found =
    { $n ->
        [one] ! 1 mögliche Dublette: { $names }
       *[other] ! { $n } mögliche Dubletten: { $names }
    }
draft-kept = Entwurf behalten
draft-restored = Ihr Entwurf ist wieder da
record-gone = Das gibt es nicht mehr

field-name = Name
field-legal-name = Firma laut Register
field-phone = Telefon
field-email = E-Mail
field-website = Website
field-country = Land
field-source = Quelle
field-street = Straße
field-postal-code = Postleitzahl
field-city = Ort
field-industry = Branche
field-employees = Mitarbeitende
field-vat-id = USt-IdNr.
field-tax-number = Steuernummer
field-register-number = Register
field-account-type = Kontoart
field-delivery = Lieferung
field-source-detail = Quelle genauer
field-external = Andere Ids
field-language = Sprache
field-created = Angelegt
field-time-zone = Zeitzone
field-tags = Schlagworte
field-first-name = Vorname
field-last-name = Nachname
field-job-title = Position
field-department = Abteilung
field-buying-role = Rolle im Kauf
field-linkedin = LinkedIn
field-kind = Art
field-title = Was
field-due = Fällig
field-promised = Zugesagt
field-with = Mit
field-assign = Zuweisen
field-priority = Priorität
field-note = Notiz
field-type = Art
field-when = Wann
field-duration = Dauer
field-direction = Richtung
field-outcome = Ergebnis
field-reason = Ausscheiden
field-whom = Wen
field-completes = Erledigt
field-follow = Wiedervorlage
field-what = Was
yes = Ja
no = Nein
with-company = das Unternehmen
assign-me = ich
assign-nobody = niemand (die Liste)
assign-rules = wie die Aufgabe
completes-none = keine Aufgabe
direction-out = Ausgehend
direction-in = Eingehend
whom-company = Dieses Unternehmen
whom-person = Nur diese Person
error-duration = min:sek schreiben, zum Beispiel 4:20
error-follow = dieses Ergebnis braucht den Termin, zum Beispiel di 14:30
error-whom = sagen, wen es betrifft
error-note = sagen, was geschehen ist
error-outcome = ein Ergebnis wählen: es bestimmt die Wiedervorlage

phrase-today = heute 16:00
phrase-today-label = heute 16
phrase-tomorrow = morgen 10
phrase-tomorrow-label = morgen 10
phrase-2d = +2d 10
phrase-2d-label = +2 Tage
phrase-monday = montag 10
phrase-monday-label = Montag
phrase-2w = +2w 10
phrase-2w-label = +2 Wochen
phrase-now = jetzt
phrase-now-label = jetzt
phrase-yesterday = gestern 10
phrase-yesterday-label = gestern

code-PHONESTATE-OK = OK
code-PHONESTATE-WRONG = falsche Nummer
code-PHONESTATE-DO_NOT_CALL = nicht anrufen
code-BUYING_ROLE-DECISION_MAKER = Entscheidet
code-BUYING_ROLE-ECONOMIC_BUYER = Hat das Budget
code-BUYING_ROLE-CHAMPION = Fürsprache
code-BUYING_ROLE-INFLUENCER = Hat Einfluss
code-BUYING_ROLE-EVALUATOR = Bewertet
code-BUYING_ROLE-GATEKEEPER = Vorzimmer
code-BUYING_ROLE-USER = Nutzt es
code-BUYING_ROLE-BLOCKER = Blockiert

history-none = Noch wurde nichts geändert.
history-undone = Das wurde schon zurückgenommen
history-fixed = Das lässt sich nicht für sich zurücknehmen
history-was-undone = zurückgenommen
history-stays = bleibt
history-question = Das zurücknehmen? { $label }
    { $what }
history-keep = Lassen
history-undo = Zurücknehmen
trash-none = Der Papierkorb ist leer. Gelöschtes bleibt 30 Tage hier.
trash-note = Enter stellt wieder her
table-company = Unternehmen
table-contact = Kontakt
table-task = Aufgabe
table-activity = Aktivität
table-note = Notiz
