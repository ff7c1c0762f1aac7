# Texte des Rahmens: Kopfzeile, Hinweiszeile, Fenster, Formulare, Meldungen.
app-name = callsheet
status-local = lokal
status-calling = IM GESPRÄCH { $time }
needs-size = { $name } · { $size } · braucht { $needs }
unused-key = `{ $key }` hat hier keine Wirkung — { $help } Hilfe
unused-action = { $title } wird hier nicht gebraucht
no-other-screen = Es wurde noch kein anderer Bildschirm gezeigt
mode-typing = TEXT
mode-search = SUCHE
ahead-full = Zu viele Tasten auf einmal: die letzten wurden nicht genommen
ahead-dropped =
    { $n ->
        [one] 1 vorausgetippte Taste wurde nicht angewandt
       *[other] { $n } vorausgetippte Tasten wurden nicht angewandt
    }
job-failed = Das ist im Programm fehlgeschlagen. Vorher Gespeichertes ist sicher. Näheres steht in { $log }

form-attention =
    { $n ->
        [one] 1 Feld braucht Aufmerksamkeit: { $field } (Enter geht hin)
       *[other] { $n } Felder brauchen Aufmerksamkeit: { $field } (Enter geht hin)
    }
form-required = * Pflicht

count-of = { $n } von { $of }
actions-none = Hier gibt es nichts, womit etwas zu tun wäre.
quit-importing = Ein Import läuft. Beenden hält ihn an: die fertigen Zeilen bleiben, und derselbe Import macht dort weiter.
quit-import-stay = Weiter importieren
quit-import-leave = Anhalten und beenden
quit-question = Der Anruf bei { $name } läuft und hat noch kein Ergebnis. Er bleibt erhalten; der nächste Start fragt danach.
quit-stay = Bleiben
quit-leave = Beenden
mouse-on = Maus an: Klicks und Rad wirken hier
mouse-off = Maus aus: das Terminal markiert Text

help-here = Hier
help-here-in = Hier: { $title }
help-note = tippen sucht · Enter führt aus
help-none = Nichts passt zu „{ $typed }“. Weniger Wörter finden mehr.
help-log = Protokoll

palette-record = Datensatz
palette-only-in = Nur in { $place }
palette-outcomes = Ergebnisse
palette-no-call = Kein Anruf läuft; erst anrufen
palette-all = { $key }: alles
palette-commands = { $key }: Befehle
palette-records = { $key }: Datensätze
palette-none = Nichts passt zu „{ $typed }“. Weniger Buchstaben finden mehr.
palette-keys = Enter öffnen   → Aktionen dazu{ $narrow }   ↑ frühere Eingabe   Esc zu
palette-narrow = { "   " }{ $key } eingrenzen

form-empty = { $field } ist Pflicht

viewer-none = Nicht gefunden
viewer-no-search = Es wird noch nichts gesucht
viewer-no-search-key = { $key } beginnt

copied-by = Kopiert über { $how }
paste-too-large = Das ist zu lang: Ein Text fasst höchstens 64 KiB; was da war, ist unverändert
copy-too-large = Zu groß zum Kopieren: Terminals nehmen höchstens 74 KB
copy-nowhere = Nichts kann hier kopieren; setzen Sie clipboard = "osc52" oder einen Befehl
suspend-not-here = Unter Windows gibt es kein Anhalten; öffnen Sie ein weiteres Fenster

keys-title = Tasten
keys-intro = Erzeugt aus der Tabelle der Aktionen; ändern Sie die Tabelle und schreiben Sie diese Seite mit `callsheet keys --markdown` neu. Jede Taste lässt sich ändern: `[[bind]]` in `config.toml`, mit der Kennung der letzten Spalte.
keys-column-keys = Tasten
keys-column-action = Aktion
keys-column-where = Wo
keys-column-id = Kennung

config-findings =
    { $n ->
        [one] { $first } (mit 1 weiteren: callsheet doctor)
       *[other] { $first } (mit { $n } weiteren: callsheet doctor)
    }
hint-call = anrufen
    .title = Anrufen
    .help = Startet die Uhr und ruft die Nummer an, wie call.method es sagt. Außerhalb der Anrufzeit fragt es vorher.
hint-take = nehmen
    .title = Diese Aufgabe nehmen
    .help = Macht die Aufgabe unter dem Zeiger zur aktuellen; Ziffern, Notiz, Zurückstellen und Überspringen gelten dann ihr.
hint-read = lesen
    .title = Eintrag lesen
    .help = Zeigt den ganzen Eintrag des Verlaufs.
hint-log = buchen
hint-log-form = Formular
    .title = Aktivität erfassen
    .help = Öffnet das Formular mit der Aktivität, die zur Aufgabe passt.
hint-edit = ändern
hint-show-all = alles zeigen
hint-choose-outcome = wählen
    .key = Pfeile + { $key }
    .title = Gewähltes Ergebnis buchen
    .help = Die Pfeile wählen ein Ergebnis, dies bucht es; seine Ziffer tut beides auf einmal.
hint-outcome = Ergebnis
hint-no-call = kein Anruf
    .title = Kein Anruf
    .help = Beendet den Anruf ohne Ergebnis. Nach fünf Sekunden wird einmal gefragt.
hint-back = zurück
hint-no-marks = aufheben
hint-cancel = abbrechen
hint-keep = lassen
hint-choose = wählen
hint-to-list = zur Liste
hint-move = bewegen
    .key = ↑↓
hint-other-button = andere Antwort
hint-edit-date = Datum ändern
hint-take-date = übernehmen
hint-try = probieren
    .key = ←→
hint-save = behalten
hint-give-back = zurückgeben
hint-take-back = zurücknehmen
hint-change = ändern
hint-restore = wiederherstellen
hint-run = ausführen
hint-all-keys = alle Tasten
hint-next = weiter
hint-take-search = zu den Treffern
