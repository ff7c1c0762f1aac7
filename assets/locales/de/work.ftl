# Texte der Arbeitsliste und dessen, was überall geht.
pane-queue = Liste
pane-today = Heute
pane-script = Leitfaden
pane-timeline = Verlauf
pane-note = Notiz
pane-open = Hier offen
pane-outcome = Ergebnis
queue-later = später
queue-empty = Jetzt ist nichts anzurufen.
loading = Lese …
today-calls = Anrufe { $n }
today-reached = erreicht { $n } ({ $rate } %) · Termine { $meetings }
today-talk = Gespräch { $talk } · Ø { $average }
attempt-n = Versuch { $n }
attempt-of = Versuch { $n } von { $max }
due-when = fällig { $when }
owner-is = Betreuer { $name }
there = dort { $time }
employees = { $n } Beschäftigte
switchboard = Zentrale
no-number = keine Nummer zum Anrufen
why-now = Warum jetzt: { $why }
why-more = , erste von { $n } Aufgaben hier
why-promised = zugesagt, jetzt fällig
why-urgent = dringend
why-overdue = überfällig
why-due-today = heute fällig
why-open = offen
why-not-yet = ab { $when }
why-skipped = für heute übersprungen
why-outside = dort geschlossen, öffnet { $when }
why-no-number = keine Nummer
why-called-today = heute schon angerufen
why-in-work = in Arbeit: { $name }
safety-dnc = NICHT KONTAKTIEREN
safety-in-work = in Arbeit: { $name }, bis { $until }
safety-wrong = falsche Nummer:
qualify-ready = bereit zum Qualifizieren (m 1)
qualify-needs = Qualifizieren braucht: { $list }
need-activity = ein Gespräch (1-0)
need-next_step = einen nächsten Schritt (t)
draft-saved = Entwurf gesichert
draft-unsaved = …
this-one = { " " }(diese)
case-is = Vorgang: { $case }
case-opened = { $status } · seit { $when }
outcome-note = eine Ziffer bucht und lädt den nächsten
cons-exhausted = wählen
cons-when = wann
cons-next = weiter
cons-why = warum
cons-number = nächste
cons-whom = wen
cell-move = m Qualifizieren …
cell-form = L Formular
end-title = Ende der Liste
end-done = Heute: { $calls ->
        [one] 1 Anruf
       *[other] { $calls } Anrufe
    } · { $reached } erreicht · { $meetings ->
        [one] 1 Termin
       *[other] { $meetings } Termine
    } · Gespräch { $talk }
end-keys = Nichts ist fällig. g c zeigt die Firmen, a c legt eine an; `callsheet import DATEI` bringt viele.
tiny-digits = 1-0 Ergebnis
no-current = Keine aktuelle Aufgabe; Enter nimmt eine
take-first = Enter nimmt diese Aufgabe; Ziffern gelten der aktuellen
call-runs = Ein Anruf läuft; eine Ziffer beendet ihn
call-recovered = Ein Anruf lief noch: 1-0 bucht ihn · Esc verwirft ihn
call-not = Nicht anrufen
call-anyway = Trotzdem anrufen
ask-outside = Dort ist es { $time }, außerhalb der Anrufzeit.
ask-dnc = Diese Firma ist markiert: nicht kontaktieren.
no-outcome-yet = Noch kein Ergebnis · 1-0 bucht · Esc nochmal: kein Anruf
not-a-call = Diese Aufgabe ist kein Anruf · c ruft an · x erledigt
dnc-question = Wer darf nicht mehr angerufen werden?
dnc-keep = Behalten
dnc-company = Diese Firma
dnc-person = Nur diese Person
choose-number = Nummer wählen
power-on = Schnellmodus an: der nächste Anruf beginnt von selbst
power-off = Schnellmodus aus
power-held = Angehalten
power-next = Rufe { $name } an … Esc hält an
toast-undo = u zurück
date-examples = morgen 10 · di 14:30 · +2d 10 · 24.11. 9
date-keys = Enter übernimmt · ↑↓ ein Tag · Esc zurück
date-past = Diese Zeit ist vorbei
qualify-not-here = Qualifizieren geht hier nicht
strip-exhausted = Versuche verbraucht: Enter schläft { $days } Tage
strip-retry = 3 noch ein Versuch ({ $when })
strip-typing = Datum tippen: di 14:30, +2d 10
strip-what = Was
preset-today = heute 16
preset-tomorrow = morgen 10
preset-3d = +3d
preset-monday = Mo
preset-2w = +2W
preset-none = keine
ask-snooze = Zurückstellen bis
ask-due = Fällig
ask-dormant = Schläft bis
ask-reason = Disqualifizieren: warum?
ask-return = Zurückgeben: warum?
ask-offer = Übergeben an
offer-outside = Außendienst
ask-owner = Betreuer
owner-nobody = Niemand
no-handover = Hier wartet keine Übergabe
delete-keep = Behalten
delete-with-case = Mit Vorgang löschen
copy-nothing = Hier gibt es nichts zu kopieren oder zu öffnen
type-stage = Phase
type-handover = Übergabe
type-done = Erledigt
why-more-short = { " " }+{ $n }
cons-exhausted-full = Sie wählen
cons-when-full = fragt wann
cons-next-full = fragt weiter
cons-why-full = fragt warum
cons-number-full = nächste Nummer
cons-whom-full = fragt wen
note-empty = n schreibt hier; die Notiz geht mit dem Ergebnis. Strg+S sichert sie allein.
script-more = … geht weiter (: Ganzen Leitfaden lesen)
nobody = niemand
strip-sleep = d schläft { $days } Tage
strip-follow = f Wiedervorlage
strip-no-response = 2 disqualifizieren: keine Antwort
strip-date = 4 anderes Datum
strip-enter = Enter = { $when }
strip-qualify = 7 und qualifizieren
strip-hand-over = 8 und übergeben
strip-tab = Tab ändert Datum und Text
strip-back = Esc zurück
strip-when = Wann
refusal-needs = braucht { $list }
refusal-no_such_move = nicht aus dieser Phase
refusal-open_case = ein Vorgang ist offen
refusal-forbidden = Ihre Rolle darf das nicht
refusal-guard = es fehlt noch etwas
refusal-conflict = inzwischen geändert
refusal-nothing_to_do = nichts zu tun
refusal-not_found = nicht gefunden
refusal-gone = im Papierkorb oder fort
refusal-stage_conflict = die Phase hat sich geändert
preview-closed = { $n ->
        [one] Vorgang zu
       *[other] { $n } Vorgänge zu
    }
preview-new = { $n ->
        [one] 1 Aufgabe neu
       *[other] { $n } Aufgaben neu
    }
preview-cancelled = { $n ->
        [one] 1 Aufg. entfällt
       *[other] { $n } Aufg. entfallen
    }
why-promised-row = zugesagt
