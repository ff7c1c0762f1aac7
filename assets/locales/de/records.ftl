# Texte der Listen, einer Firma und der Formulare.
list-none-match = Nichts passt zu „{ $typed }“. Esc zeigt alles.
pane-company = Firma
pane-contacts = Kontakte
pane-case = Vorgang
pane-tasks = Aufgaben
pane-data = Daten
edit-note = { $key } ändern
list-note-view = { $key } Ansicht
list-note-find = { $key } Filter
timeline-note-filter = { $key } Filter
timeline-note-find = { $key } Suche
outcome-digits = { $key } festhalten

column-name = Name
column-stage = Phase
column-owner = Betreuer
column-next-due = Fällig
column-last = Letzte Akt.
column-city = Ort
column-phone = Telefon

view-mine = Meine
view-all = Alle
view-unassigned = Ohne Betreuer
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
mark-range-begun = Bereich: Zeilen werden beim Bewegen markiert; { $key } beendet ihn
nothing-selected = Keine Firma ist gewählt
select-person = Erst eine Person wählen (Tab bis Kontakte)
person-erase-title = { $name } endgültig löschen
person-erase-hint = Nichts nimmt es zurück. Den vollen Namen tippen; Enter löscht
person-lift-title = { $name } wieder kontaktieren
person-lift-hint = Warum? Enter hebt das Kontaktverbot auf
select-task = Erst eine Aufgabe wählen (Tab bis Aufgaben)

companies-none = Noch keine Firmen.
companies-none-add = { $key } legt die erste an.
companies-none-import = { $key } bringt viele aus einer Datei.
companies-none-here = In dieser Ansicht ist keine Firma.
companies-none-fits = Zu „{ $view }“ passt gerade keine Firma.
companies-none-others = { $key } zeigt die anderen.
companies-none-match = Nichts in { $view } passt zu „{ $filter }“. Esc leert den Filter.
companies-none-views = { $key } zeigt andere Ansichten.
company-gone = Diese Firma gibt es nicht mehr. Vielleicht liegt sie im Papierkorb{ $where }.
company-gone-where = { " " }({ $key } Papierkorb)
contacts-none = Noch niemand.
contacts-none-add = { $key } fügt einen Kontakt hinzu.
tasks-none = Nichts zu tun.
tasks-none-add = { $key } legt einen nächsten Schritt an.
case-none = Kein Vorgang.
case-line = eröffnet { $when } · { $n ->
        [one] noch 1 Aufgabe
       *[other] noch { $n } Aufgaben
    }
handover-line = Übergabe: { $state }
timeline-none = Noch ist nichts geschehen.
timeline-none-call = { $key } ruft an
timeline-none-note = { $key } notiert
timeline-none-log = { $key } hält fest
timeline-none-match = Nichts passt. Esc beendet die Suche.
timeline-none-all = { $key } zeigt alles.
only-all = Alles
only-remarks = Anmerkungen
safety-outside = außerhalb der Anrufzeiten, öffnet { $opens }

bulk-question = { $n ->
    [one] Es geht um eine Firma.
   *[other] { $n } Firmen sind markiert.
}
bulk-question-undo = Was mit ihnen auf einmal geschieht, nimmt { $key } auf einmal zurück.
bulk-question-undo-one = { $key } nimmt es zurück.
bulk-keep = Lassen
bulk-done = { $n } erledigt
bulk-refused = { $n } abgelehnt: { $why }
bulk-refused-n = { $n } abgelehnt
answered-one-by-one = Übergaben werden einzeln beantwortet; zuerst die Markierungen aufheben.
one-at-a-time = Das geht nur mit einer Firma; { $key } nimmt die Markierungen weg.
bulk-owner-of = Betreuer von { $n } Firmen
bulk-tags-of = Schlagworte von { $n } Firmen
bulk-stay-marked = Die abgelehnten sind noch markiert.
bulk-stage = { $n ->
    [one] Eine Firma verschieben
   *[other] { $n } Firmen verschieben
}
bulk-task = { $n ->
    [one] Eine Aufgabe anlegen
   *[other] { $n } Aufgaben anlegen
}
bulk-task-title = { $n ->
    [one] Eine Aufgabe bei einer Firma
   *[other] Je eine Aufgabe bei { $n } Firmen
}
bulk-task-go-on = Weiter
bulk-queue-of-case = die des Vorgangs
bulk-into-queue = Warteschlange
bulk-would-refuse-more = { $n ->
    [one] { $n } weitere würde abgelehnt.
   *[other] { $n } weitere würden abgelehnt.
}

add-company = Neue Firma
edit-company = Firma ändern
add-contact = Neuer Kontakt
edit-contact = Kontakt ändern
add-task = Neue Aufgabe
add-note = Notiz
button-save = Speichern
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
field-legal-name = Name im Register
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
field-queue = Warteschlange
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
with-company = die Firma
assign-me = ich
assign-nobody = niemand (die Warteschlange)
assign-rules = wie die Aufgabe
completes-none = keine Aufgabe
direction-out = Ausgehend
direction-in = Eingehend
whom-company = Diese Firma
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
day-preset-today = heute
day-preset-today-label = heute
day-preset-tomorrow = morgen
day-preset-tomorrow-label = morgen
day-preset-month = in 1 Monat
day-preset-month-label = in einem Monat
day-preset-quarter = in 3 Monaten
day-preset-quarter-label = in drei Monaten
day-preset-year = in 1 Jahr
day-preset-year-label = in einem Jahr

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
history-stays = lässt sich nicht zurücknehmen
history-question = Das zurücknehmen? { $label }
    { $what }
history-keep = Lassen
history-undo = Zurücknehmen
trash-none = Der Papierkorb ist leer. Gelöschtes bleibt 30 Tage hier.
trash-note = Enter stellt wieder her
table-company = Firma
table-contact = Kontakt
table-case = Vorgang
table-task = Aufgabe
table-activity = Aktivität
table-note = Notiz

settings-note = ←/→ probieren  Enter behalten
settings-tried = (Enter behält es, Esc gibt zurück)
settings-saved = Gespeichert: { $change }
setting-ui-theme = Farben
setting-ui-theme-help = „Wie das Terminal“ nimmt dessen Farben; eine eigene Datei steht in config.toml.
setting-user-language = Sprache
setting-user-language-help = „Wie das System“ nimmt die Sprache des Systems, ab dem nächsten Start.
setting-ui-mouse = Maus
setting-ui-mouse-help = An: Klicks und Rad wirken hier. Aus: das Terminal wählt Text{ $mouse }.
setting-ui-mouse-key = { " " }({ $key } wechselt jederzeit)
setting-ui-title = Fenstertitel
setting-ui-title-help = Mit Namen zeigt er, wen Sie anrufen; ohne Namen nur das Programm; unverändert bleibt der Titel des Terminals.
setting-ui-notify = Meldung auf dem Desktop
setting-ui-notify-help = Wenn ein zugesagter Anruf fällig ist und dieses Fenster keinen Fokus hat: names nennt die Firma, plain nicht.
setting-ui-ascii = Nur ASCII-Zierrat
setting-ui-ascii-help = Für Terminals und Schriften ohne Linien. Ab dem nächsten Start.
setting-ui-power-mode = Power-Modus
setting-ui-power-mode-help = Ob der nächste Anruf von selbst beginnt, wenn ein Ergebnis nichts fragt. Ab dem nächsten Start.
setting-keyboard-preset = Tasten
setting-keyboard-preset-help = Der Satz der Tasten. Ab dem nächsten Start.
setting-call-method = Wie angerufen wird
setting-call-method-help = Nummer zeigen (show), kopieren (copy), tel:-Link öffnen (tel) oder den Befehl aus config.toml (command). Ab dem nächsten Start.
setting-call-ask-outside-hours = Außerhalb der Zeiten fragen
setting-call-ask-outside-hours-help = Fragt vor einem Anruf, wenn es dort früh, spät oder Feiertag ist. Ab dem nächsten Start.
task-title-introduce-yourself = Sich vorstellen
task-title-agree-on-the-next-step = Nächsten Schritt vereinbaren
task-title-find-a-phone-number = Telefonnummer finden
task-title-how-did-it-go = Wie lief es?
task-title-decide-the-next-step = Nächsten Schritt festlegen
value-true = an
value-false = aus
value-ui-theme-auto = wie das Terminal
value-ui-theme-dark = dunkel
value-ui-theme-light = hell
value-ui-theme-high-contrast = starker Kontrast
value-ui-theme-mono = ohne Farbe
value-ui-theme-deuteranopia = bei Rot-Grün-Schwäche
value-user-language-auto = wie das System
value-user-language-en = English
value-user-language-de = Deutsch
value-ui-title-names = mit Namen
value-ui-title-plain = ohne Namen
value-ui-title-off = unverändert
value-ui-notify-names = mit Namen
value-ui-notify-plain = ohne Namen
value-ui-notify-off = keine
value-ui-power-mode-off = aus
value-ui-power-mode-on = an
value-ui-power-mode-never = nie, auch nicht per Taste
value-keyboard-preset-default = Standard
value-keyboard-preset-arrows-only = nur Pfeile
value-keyboard-preset-vim-strict = wie vim
value-keyboard-preset-numpad = Ziffernblock
value-call-method-show = Nummer zeigen
value-call-method-copy = Nummer kopieren
value-call-method-tel = tel:-Link öffnen
value-call-method-command = Befehl ausführen
bulk-qualify = { $n ->
    [one] Eine Firma qualifizieren
   *[other] { $n } Firmen qualifizieren
}
bulk-disqualify = { $n ->
    [one] Eine Firma disqualifizieren
   *[other] { $n } Firmen disqualifizieren
}
bulk-hand-over = { $n ->
    [one] Eine Firma übergeben
   *[other] { $n } Firmen übergeben
}
bulk-archive = { $n ->
    [one] Eine Firma archivieren
   *[other] { $n } Firmen archivieren
}
bulk-reopen = { $n ->
    [one] Eine Firma wieder aufnehmen
   *[other] { $n } Firmen wieder aufnehmen
}
bulk-delete = { $n ->
    [one] Eine Firma löschen
   *[other] { $n } Firmen löschen
}
bulk-dormant = { $n ->
    [one] Eine Firma ruhen lassen
   *[other] { $n } Firmen ruhen lassen
}
bulk-own = { $n ->
    [one] Betreuer einer Firma ändern
   *[other] Betreuer von { $n } Firmen ändern
}
phone-as-typed = bleibt so, nicht prüfbar
alike-none = Hier sieht nichts doppelt aus.
alike-loading = Suche …
alike-cut = Nicht alle verglichen: { $n } Nummern oder Namen stehen in zu vielen Zeilen
alike-note = Enter vergleicht
alike-companies = Firmen
alike-contacts = Kontakte
alike-side-note = Leertaste oder Pfeile wählen · Enter führt zusammen
alike-stays = bleibt
alike-goes = geht
alike-question = „{ $loser }“ in „{ $winner }“ aufgehen lassen?
alike-keep = Beide behalten
alike-merge = Zusammenführen
alike-moved = { $n ->
    [one] Ein Eintrag zieht um
   *[other] { $n } Einträge ziehen um
}
hint-compare = vergleichen
hint-merge = zusammenführen
merge-name = Name
merge-legal-name = Firmierung
merge-owner-id = Inhaber
merge-owner-text = Inhaber (Text)
merge-industry = Branche
merge-account-type = Kontotyp
merge-size-band = Größe
merge-employees = Mitarbeiter
merge-domain = Domain
merge-website = Website
merge-emails = E-Mails
merge-phones = Telefone
merge-postal = Adresse
merge-delivery = Lieferadresse
merge-vat-id = USt-IdNr.
merge-tax-number = Steuernummer
merge-register-number = Registernummer
merge-register-court = Registergericht
merge-source = Quelle
merge-source-detail = Quelle im Wortlaut
merge-language = Sprache
merge-time-zone = Zeitzone
merge-tags = Schlagwörter
merge-enrichment-source = Angereichert durch
merge-enrichment-at = Angereichert am
merge-external-ids = Ids anderswo
merge-extra = Weitere Felder
merge-company-id = Firma
merge-first-name = Vorname
merge-last-name = Nachname
merge-job-title = Position
merge-department = Abteilung
merge-buying-role = Rolle im Kauf
merge-linkedin = LinkedIn
merge-birthday = Geburtstag
view-save = Als Ansicht speichern…
view-save-hint = Ein Name; Enter behält Filter und Reihenfolge darunter.
view-saved = Ansicht gespeichert: { $name }
bulk-tag = { $n ->
    [one] Schlagworte einer Firma ändern
   *[other] Schlagworte von { $n } Firmen ändern
}
bulk-tasks = { $n ->
    [one] Aufgaben einer Firma ändern
   *[other] Aufgaben von { $n } Firmen ändern
}
bulk-unchanged = { $n ->
    [one] { $n } war schon so
   *[other] { $n } waren schon so
}
bulk-would-refuse = { $n ->
    [one] { $n } würde abgelehnt: { $why }
   *[other] { $n } würden abgelehnt: { $why }
}
ask-tags-hint = Neue Schlagworte, ein Minus vor denen, die wegsollen: messe -alt

# Eigene Felder.
own-none = (leer)
own-odd = war: { $value }
fields-note = Enter ändert
fields-none = Noch ist kein eigenes Feld angelegt.
fields-none-add = { $key } legt eins an.
field-new = Neues Feld
field-change = Feld ändern
field-of = Von
field-own-name = Name
field-label = Beschriftung
field-choices = Auswahl
field-choices-echo = je eine Zeile, oder Kommas oder Semikolons dazwischen
field-place = Stelle
field-place-number = eine ganze Zahl
code-FIELDOF-COMPANY = Firma
code-FIELDOF-CONTACT = Kontakt
code-FIELDTYPE-TEXT = Text
code-FIELDTYPE-NUMBER = Zahl
code-FIELDTYPE-DATE = Datum
code-FIELDTYPE-CHOICE = Auswahl
code-FIELDTYPE-BOOLEAN = Ja/Nein
misfit-number = „{ $found }“ ist keine Zahl; erlaubt: 1234,5, 1.234,5, 1,234.5
misfit-two-numbers = „{ $found }“ ist zweideutig; { $whole } oder { $decimal } schreiben
misfit-too-long = „{ $found }“ hat zu viele Ziffern
misfit-date = „{ $found }“ ist kein Datum; erlaubt: 24.11.2026, 2026-11-24, morgen
misfit-two-dates = „{ $found }“: Tag oder Monat zuerst? 24.11.2026 schreiben
misfit-truth = „{ $found }“ ist weder ja noch nein
misfit-choice = „{ $found }“ gibt es nicht; zur Wahl: { $choices }
misfit-choice-near = „{ $found }“ gibt es nicht; { $near }?
misfit-long-text = länger als 500 Zeichen
misfit-control = enthält Steuerzeichen; bitte entfernen
twins-later = Für später gelassen
twins-back = Wieder da: { $one } = { $other }
twins-nothing-back = Hier ist nichts mehr zurückzunehmen; was anderswo getan wurde, bleibt.
