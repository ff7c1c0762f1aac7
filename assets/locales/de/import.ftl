# Der Import einer Datei und der Export aus den Listen.

import-intro = Eine CSV-Datei, eine Arbeitsmappe (.xlsx), Karten (.vcf) oder was callsheet exportiert hat. Es geschieht nichts, bevor zu sehen war, was sie bedeutet.
import-field-file = Datei
import-reading = Wird gelesen …
import-step-file = 1 Datei
import-step-preview = 2 was sie bedeutet
import-step-tried = 3 was geschähe
import-step-trying = 3 Probelauf
import-step-running = 4 Import läuft
import-step-done = 5 fertig

import-companies = Firmen
import-contacts = Kontakte
import-activities = Aktivitäten
import-deals = Geschäfte
import-tickets = Tickets
import-sure = { $n } % sicher
import-row-count = { $n ->
    [one] { $n } Zeile
   *[other] { $n } Zeilen
}
import-preamble = Überschrift nach { $n ->
    [one] { $n } Zeile
   *[other] { $n } Zeilen
}
import-by-comma = Kommas
import-by-semicolon = Semikolons
import-by-tab = Tabulatoren
import-by-bar = Striche
import-more-warnings = und { $n } weitere
import-columns = Spalten
import-rows = Erste Zeilen
import-where = Wohin geht „{ $column }“?
import-own = Ein Export von allem aus callsheet. Seine Zeilen kommen zurück, wie sie waren: Firmen, Kontakte, Aufgaben, Aktivitäten und der Rest, jede mit ihrer Kennung. Was schon da und gleich ist, bleibt; bei dem, was abweicht, lässt sich wählen, was gilt.

import-choices = Zu diesem Import
import-use = Übernehmen
import-as-told = wie die Datei sagt
import-owner-told = wie die Datei sagt, sonst niemand
import-yes = ja
import-no = nein
import-day-first = Tag zuerst
import-month-first = Monat zuerst
import-field-here = Schon da
import-field-tags = Schlagwörter
import-field-owner = Betreuer
import-field-workflow = Abläufe starten
import-field-system = System
import-field-entity = Zeilen sind
import-field-encoding = Kodierung
import-field-sheet = Blatt
import-field-columns = Spalten
import-columns-as-last = wie bei der letzten solchen Datei
import-columns-afresh = neu gelesen
import-of-sheet = Blatt { $name }
import-field-order = Daten
import-field-mend = fÃ¼r heilen
import-field-differs = Was abweicht
import-here-merge = schon da: übernehmen, was die Datei mehr sagt
import-here-update = schon da: die Datei gilt, auch über spätere Änderungen
import-here-skip = schon da: in Ruhe lassen
import-here-add = schon da: noch einmal eintragen
import-own-keep = was hier ist, gilt
import-own-replace = die Datei ersetzt, was hier ist
import-no-workflow = keine Abläufe
import-for-owner = für { $name }
import-mended = Text repariert

import-to-own = { $title } (eigenes Feld)
import-to-external-id = Kennung dort
import-to-name = Name
import-to-text = neben den Feldern behalten
import-to-kept-by-its-name = neben den Feldern behalten
import-to-deleted-there = dort gelöscht
import-to-ignore = weggelassen
import-to-date = als Datum behalten
import-to-number = als Zahl behalten
import-to-legal-name = Firmierung
import-to-industry = Branche
import-to-account-type = Art des Kunden
import-to-website = Webseite
import-to-domain = Domain
import-to-employees = Mitarbeiter
import-to-vat-id = USt-IdNr.
import-to-tax-number = Steuernummer
import-to-register-number = Registernummer
import-to-register-court = Registergericht
import-to-owner = Betreuer
import-to-tags = Schlagwörter
import-to-street = Straße
import-to-postal-code = Postleitzahl
import-to-city = Ort
import-to-region = Region
import-to-country = Land
import-to-delivery-street = Lieferung: Straße
import-to-delivery-postal-code = Lieferung: Postleitzahl
import-to-delivery-city = Lieferung: Ort
import-to-delivery-region = Lieferung: Region
import-to-delivery-country = Lieferung: Land
import-to-lifecycle = Phase dort
import-to-first-name = Vorname
import-to-last-name = Nachname
import-to-job-title = Position
import-to-department = Abteilung
import-to-linkedin = LinkedIn
import-to-birthday = Geburtstag
import-to-company-id = Firma über ihre Kennung dort
import-to-company-domain = Firma über die Domain
import-to-company = Firma über den Namen
import-to-do-not-call = nicht anrufen
import-to-language = Sprache
import-to-email = E-Mail
import-to-email-home = E-Mail, privat
import-to-email-other = E-Mail, andere
import-to-phone-main = Telefon, Zentrale
import-to-phone = Telefon
import-to-mobile = Mobil
import-to-phone-home = Telefon, privat
import-to-phone-other = Telefon, anderes
import-to-fax = Fax

import-warning-guessed = Die Datei ist kein UTF-8; sie wird als { $encoding } gelesen. Stimmen Buchstaben nicht, lässt sich die Kodierung wählen.
import-warning-sheets = Die Arbeitsmappe hat { $n } Blätter ({ $sheets }); gelesen wird eines; welches, sagt die Wahl.
import-warning-left-out = Ausgelassen: { $what }
import-warning-saved-mapping = Die Spalten werden so gelesen wie die der letzten Datei mit denselben Namen; in der Wahl lassen sie sich neu lesen.
import-warning-encoding = Einige Bytes sind kein UTF-8; ihre Zeilen werden abgewiesen. Hat die ganze Datei eine andere Kodierung, lässt sie sich wählen.
import-warning-decimal-mark = Spalte „{ $column }“: drei Ziffern hinter einem einzelnen Trennzeichen gelten als Tausender.
import-warning-date-order = Spalte „{ $column }“: Daten werden mit { $month ->
    [yes] dem Monat
   *[no] dem Tag
} zuerst gelesen.
import-warning-replacement-character = { $n ->
    [one] Eine Zeile enthält �: Buchstaben gingen verloren, bevor die Datei hierher kam. Es ist Zeile { $line }.
   *[other] { $n } Zeilen enthalten �: Buchstaben gingen verloren, bevor die Datei hierher kam. Zuerst in Zeile { $line }.
}
import-warning-double-encoded = { $n ->
    [one] Eine Zeile sieht doppelt kodiert aus (fÃ¼r statt für), Zeile { $line }; sie lässt sich reparieren.
   *[other] { $n } Zeilen sehen doppelt kodiert aus (fÃ¼r statt für), zuerst Zeile { $line }; sie lassen sich reparieren.
}
import-warning-hidden-signs = { $n ->
    [one] Eine Zeile enthält Zeichen, die die Anzeige ändern; sie bleiben und werden sichtbar gemacht. Es ist Zeile { $line }.
   *[other] { $n } Zeilen enthalten Zeichen, die die Anzeige ändern; sie bleiben und werden sichtbar gemacht. Zuerst in Zeile { $line }.
}
import-warning-kept = { $n ->
    [one] Ein Feld ist hier anders und kam nicht mit einem Import; es bleibt, Zeile { $line }.
   *[other] { $n } Felder sind hier anders und kamen nicht mit einem Import; sie bleiben, zuerst in Zeile { $line }.
}
import-warning-in-trash = { $n ->
    [one] Eine Zeile liegt hier im Papierkorb, oder ihre Firma, und bleibt dort; Zeile { $line }. Was zurück soll, wiederherstellen und noch einmal importieren.
   *[other] { $n } Zeilen liegen hier im Papierkorb, oder ihre Firma, und bleiben dort; zuerst Zeile { $line }. Was zurück soll, wiederherstellen und noch einmal importieren.
}
import-warning-invalid-phones = { $n ->
    [one] Eine Telefonnummer lässt sich nicht wählen und bleibt, wie sie geschrieben ist; Zeile { $line }.
   *[other] { $n } Telefonnummern lassen sich nicht wählen und bleiben, wie sie geschrieben sind; zuerst in Zeile { $line }.
}
import-warning-invalid-emails = { $n ->
    [one] Eine E-Mail-Adresse ist keine und bleibt, wie sie geschrieben ist; Zeile { $line }.
   *[other] { $n } E-Mail-Adressen sind keine und bleiben, wie sie geschrieben sind; zuerst in Zeile { $line }.
}
import-warning-invalid-websites = { $n ->
    [one] Eine Webseite ist keine Adresse und bleibt, wie sie geschrieben ist; Zeile { $line }.
   *[other] { $n } Webseiten sind keine Adressen und bleiben, wie sie geschrieben sind; zuerst in Zeile { $line }.
}
import-warning-several-kinds = Ihre Zeilen enthalten Personen, Firmen und Deals zugleich; hier wird eine Art gelesen. callsheet import DATEI auf der Kommandozeile nimmt alle.

import-error-empty = Wo liegt die Datei?
import-error-nowhere = Diese Datei gibt es nicht.
import-error-read = Sie lässt sich nicht lesen: { $error }
import-error-no-file = Das ist keine Datei; ein Import liest seine Datei mehrmals, deshalb erst speichern.
import-error-no-rows = Es sind keine Zeilen darin.
import-error-utf16 = Das sieht nach UTF-16 ohne Kennzeichen aus. Kodierung wählen oder als UTF-8 speichern.
import-error-malformed = Die Zeilen lassen sich nicht auseinanderhalten: { $error }. Es wurde nichts importiert.
import-error-unreadable = Sie kann nicht übernommen werden: { $what }. Nichts wurde importiert.
import-error-no-table = Das ist { $what }, keine Tabelle. Importieren lassen sich CSV-Dateien, Arbeitsmappen (.xlsx) und Karten (.vcf).
import-error-map = So können die Spalten nicht zugeordnet werden: { $what }.
import-kind-a-PDF = ein PDF
import-kind-a-picture = ein Bild
import-kind-a-program = ein Programm
import-kind-a-packed-file = eine gepackte Datei
import-kind-a-database = eine Datenbank
import-kind-a-text-document = ein Textdokument
import-kind-a-page-with-markup = eine Webseite oder eine andere Datei mit Auszeichnungen
import-kind-no-text = eine Datei ohne Text
import-error-columns = { $found } Spalten, gelesen werden höchstens { $limit }. Mit denen speichern, die gebraucht werden.
import-error-twice = Spalte „{ $name }“ kommt zweimal vor (Spalten { $first } und { $second }); eine davon umbenennen.
import-error-unknown = Was die Spalten bedeuten, ist nicht bekannt. Firmen brauchen einen Namen oder eine Domain, Kontakte einen Namen, eine E-Mail oder eine Nummer: wählen, wohin eine Spalte geht oder was die Zeilen sind.
import-error-other = Das sind { $what }. Importiert werden Firmen, Kontakte, Aktivitäten, Geschäfte und Tickets: ist das falsch, wählen, was die Zeilen sind.
import-error-order = Spalte „{ $column }“: steht in { $example } Tag oder Monat zuerst? Wählen, wie Daten geschrieben sind.
import-error-tags = Kontakte haben keine Schlagwörter, nur Firmen. Sie müssen heraus.
import-error-rejects = Die abgewiesenen Zeilen ließen sich nicht schreiben: { $error }
import-error-stopped = Nach { $n } Zeilen angehalten: { $error }. Was importiert wurde, bleibt, und derselbe Import macht dort weiter.

import-tried = { $n ->
    [one] Aus einer Zeile würde das, noch ist nichts geändert:
   *[other] Aus { $n } Zeilen würde das, noch ist nichts geändert:
}
import-now = { $key } importiert
import-bring-back = { $key } holt zurück
import-none-taken = { $n ->
    [one] Die eine Zeile lässt sich nicht übernehmen; der Grund steht unten.
   *[other] Keine der { $n } Zeilen lässt sich übernehmen; die Gründe stehen unten.
}
import-nothing-new = Es gibt nichts zu tun: alles ist schon da oder bleibt in Ruhe.
import-accounting = { $rows ->
    [one] { $rows } Zeile
   *[other] { $rows } Zeilen
} = { $created } neu + { $updated } ergänzt + { $unchanged } unverändert + { $skipped } übergangen + { $failed } abgewiesen
import-count = { $n }
import-created = neu
import-updated = ergänzt
import-unchanged = unverändert
import-skipped = übergangen
import-failed = abgewiesen
import-rejected = Abgewiesene Zeilen · { $n } von { $of }
import-rejected-first = Abgewiesene Zeilen · gezeigt werden die ersten { $n } von { $of }
import-line = Zeile { $n }
import-rejects-at = Die abgewiesenen Zeilen stehen in { $path }, jede mit ihrem Grund. Dort berichtigen und diese Datei importieren.
import-repeat = Diese Datei wurde schon importiert, und das steht noch.
import-attached = { $n ->
    [one] Ein Kontakt
   *[other] { $n } Kontakte
} bei { $companies ->
    [one] einer Firma
   *[other] { $companies } Firmen
}.
import-without = { $n ->
    [one] Ein Kontakt nennt keine Firma und steht für sich.
   *[other] { $n } Kontakte nennen keine Firma und stehen für sich.
}
import-not-found = { $n ->
    [one] Ein Kontakt nennt eine Firma, die nicht hier ist.
   *[other] { $n } Kontakte nennen eine Firma, die nicht hier ist.
}
import-customers = { $n ->
    [one] Eine Firma wird Kunde.
   *[other] { $n } Firmen werden Kunden.
}
import-stage-kept = { $n ->
    [one] Eine Firma behält ihre Phase, obwohl sie als Kunde ankommt: jemand hat an ihr gearbeitet.
   *[other] { $n } Firmen behalten ihre Phase, obwohl sie als Kunden ankommen: jemand hat an ihnen gearbeitet.
}
import-proposals = { $n ->
    [one] Eine Gruppe von Zeilen könnte ein und dieselbe sein.
   *[other] { $n } Gruppen von Zeilen könnten je ein und dieselbe sein.
}
import-skipped-because = { $n } übergangen: { $why }.
import-skipped-empty-row = leere Zeilen
import-skipped-here-already = schon da
import-skipped-deleted-in-its-system = in ihrem System gelöscht
import-skipped-imported-before-and-deleted-since = schon importiert und seither gelöscht
import-skipped-rules-come-from-the-configuration-here = Regeln kommen hier aus der Konfiguration
import-skipped-here-already--and-says-something-else = schon da, und was hier ist, sagt etwas anderes
import-skipped-in-Trash = im Papierkorb
import-skipped-nothing-of-this-part-in-the-row = nichts von diesem Teil in der Zeile
import-of-table = { $n } { $what }
import-table-tenant = Datei
import-table-user = Benutzer
import-table-rule = Regeln
import-table-company = Firmen
import-table-contact = Kontakte
import-table-case = Vorgänge
import-table-task = Aufgaben
import-table-activity = Aktivitäten
import-table-note = Notizen
import-table-member = Mitgliedschaften
import-table-stage_change = Phasenwechsel
import-table-handover = Übergaben

import-rows-of = { $n } von { $of } Zeilen
import-rate = { $n } je Sekunde
import-seconds-left = noch { $n } s
import-minutes-left = noch { $n } min
import-stopping = Hält nach den Zeilen an, die gerade laufen …
import-only-tried = Es wird nur probiert: nichts wird geändert.
import-while-running = Andere Bildschirme arbeiten derweil. Anhalten behält die fertigen Zeilen.
import-stopped = { $n ->
    [one] Angehalten: eine Zeile steht.
   *[other] Angehalten: { $n } Zeilen stehen.
}
import-go-on = { $key } macht dort weiter
import-taken-back = Zurückgenommen: nichts davon ist noch hier.
import-nothing-to-take-back = Von diesem Import ist nichts mehr zurückzunehmen; was davor getan wurde, bleibt.
import-cut-short = Der Import von { $path } kam nicht zu Ende: die fertigen Zeilen stehen. Noch einmal gewählt, geht er weiter.
import-was-cut-short = Ihr letzter Import kam nicht zu Ende: die fertigen Zeilen stehen. Noch einmal importiert, geht er weiter.
import-busy-undo = Ein Import läuft; anhalten oder sein Ende abwarten.

import-hint-complete = ergänzen
import-hint-list = Liste
import-hint-read = lesen
import-hint-try = probieren
import-hint-field = wohin
import-hint-choices = Wahl
import-hint-import = importieren
import-hint-go-on = weiter
import-hint-stop = anhalten
import-hint-another = andere Datei

export-title = Exportieren
export-marked = { $n ->
    [one] Die markierte Zeile.
   *[other] Die { $n } markierten Zeilen.
}
export-shown = Die Zeilen der Liste, wie sie gefiltert ist.
export-company = Diese Firma.
export-what = Schreiben
export-companies = Firmen
export-contacts = ihre Kontakte
export-format = Als
export-path = Datei
export-do = Schreiben
export-done = { $n ->
    [one] { $n } Zeile nach { $path } geschrieben
   *[other] { $n } Zeilen nach { $path } geschrieben
}
export-there = Eine Datei dieses Namens ist schon da.
export-keep = Sie bleibt
export-replace = Ersetzen
export-no-path = Wohin soll die Datei?
export-failed = Sie ließ sich nicht schreiben: { $error }
system-no-folder = diesen Ordner gibt es nicht
system-no-permission = dort fehlt das Recht dazu
system-no-directory = ein Teil des Pfades ist kein Ordner
system-is-folder = das ist ein Ordner
system-read-only = dort lässt sich nichts schreiben
system-no-room = es ist kein Platz mehr
export-nothing = In der Liste ist nichts.
export-writing = Wird geschrieben …
copy-table-limit = { $n } Zeilen sind zu viele für die Zwischenablage, höchstens { $most } werden kopiert. Der Export schreibt sie in eine Datei.
copy-table-name = Name
copy-table-stage = Phase
copy-table-owner = Betreuer
copy-table-city = Ort
copy-table-country = Land
copy-table-phone = Telefon
