# Texte des Rahmens: Kopfzeile, Hinweiszeile, Fenster, Formulare, Meldungen.
app-name = callsheet
status-local = lokal
status-calling = IM GESPRÄCH { $time }
needs-size = { $name } · { $size } · braucht { $needs }
unused-key = `{ $key }` hat hier keine Wirkung — { $help } Hilfe
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
palette-only-in = nur in { $place }
palette-all = Tab: alles
palette-commands = Tab: Befehle
palette-records = Tab: Datensätze
palette-none = Nichts passt zu „{ $typed }“. Weniger Buchstaben finden mehr.
palette-keys = Enter öffnen   → Aktionen dazu   Tab eingrenzen   ↑ frühere Eingabe   Esc zu

form-empty = { $field } ist Pflicht

viewer-none = Nicht gefunden
viewer-no-search = Es wird noch nichts gesucht: / beginnt

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
