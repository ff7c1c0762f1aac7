# Der einfache Modus: nummerierte Zeilen statt Bildschirme.
plain-hello = callsheet, einfache Zeilen. Eine Zahl oder ein Buchstabe und Enter; ? zeigt alle.
plain-open = { $n ->
    [one] 1 offene Aufgabe
   *[other] { $n } offene Aufgaben
    }
plain-to-do = { $n ->
    [one] jetzt 1 Firma zu bearbeiten
   *[other] jetzt { $n } Firmen zu bearbeiten
    }
plain-to-do-more = jetzt mehr als { $n } Firmen zu bearbeiten
plain-bye = Auf Wiedersehen.
plain-back = Zurück. Nichts wurde erfasst.
plain-idle = Keine Aufgabe ist dran. g nächste Aufgabe, t Liste, f Firma suchen, u rückgängig, q Ende.
plain-no-current = Keine Aufgabe ist dran. g nimmt die nächste, t zeigt die Liste.
plain-no-task = Dafür ist keine Aufgabe da.
plain-no-outcome = Auf dieser Ziffer liegt kein Ergebnis.
plain-not-a-call = Diese Aufgabe ist kein Anruf. x erledigt, c trotzdem anrufen.
plain-no-script = Für diese Aufgabe gibt es kein Skript.
plain-keys = 1-0 Ergebnis erfassen, n Notiz, s verschieben, b überspringen, x erledigt, m qualifizieren und mehr, i Skript, l Verlauf, u rückgängig, t Liste, f suchen, ? Hilfe, q Ende
plain-help =
    Mit einer Aufgabe:
    1 bis 9 und 0  Ergebnis des Anrufs erfassen
    n  Notiz zum Ergebnis; n TEXT in einer Zeile
    s  verschieben; s WANN in einer Zeile
    b  für heute überspringen
    x  ohne Anruf erledigt
    m  qualifizieren, übergeben, disqualifizieren, schlafen legen
    i  Skript
    l  Verlauf
    c  anrufen, obwohl die Aufgabe kein Anruf ist
    Immer:
    Enter  die Aufgabe noch einmal
    g  nächste Aufgabe
    t  Liste, eine Zahl nimmt eine Aufgabe
    f  Firma suchen; f TEXT in einer Zeile
    u  rückgängig
    q  Ende
    Jeder Befehl von callsheet geht auch, zum Beispiel: company add "Müller GmbH"
plain-note = Notiz ({ $note }). Tippen; Enter allein lässt alles, wie es ist.
plain-note-kept = Notiz gemerkt.
plain-snooze = Bis wann? 1 heute 16:00, 2 morgen 10:00, 3 in 2 Tagen, 4 Montag, 5 in 2 Wochen, oder ein Datum. Enter geht zurück.
plain-dormant = Schlafen bis zu welchem Tag? 5 in 2 Wochen, oder ein Tag wie: in 3 Monaten. Enter geht zurück.
plain-when = Rückruf wann? 1 heute 16:00, 2 morgen 10:00, 3 in 2 Tagen, 4 Montag, 5 in 2 Wochen, oder ein Datum. Enter geht zurück.
plain-meeting = Termin wann? 2 morgen 10:00, 3 in 2 Tagen, 4 Montag, 5 in 2 Wochen, oder ein Datum. Enter geht zurück.
plain-meeting-then = Enter speichert den Termin, 7 und qualifizieren, 8 und übergeben.
plain-suggest = Wiedervorlage? Enter { $when }, 1 heute 16:00, 2 morgen 10:00, 3 in 2 Tagen, 4 Montag, 5 in 2 Wochen, 6 keine, 7 diese und qualifizieren, 8 und übergeben, oder ein Datum. - geht zurück.
plain-exhausted = Die Versuche sind aufgebraucht. Enter schläft { $days } Tage, 2 disqualifizieren, da nicht erreicht, 3 noch ein Versuch { $when }, 4 anderes Datum. - geht zurück.
plain-not-interested = Kein Interesse: warum? Eine Ziffer disqualifiziert, d schläft bis zu einem Tag, f macht eine Wiedervorlage. Enter geht zurück.
plain-reason = Disqualifizieren: warum? Enter geht zurück.
plain-whom = Wer darf nicht mehr angerufen werden? 1 diese Firma, 2 nur diese Person. Enter lässt alles.
plain-moves = 1 qualifizieren, 2 qualifizieren und übergeben, 3 disqualifizieren, 4 schlafen. Enter geht zurück.
plain-qualify-ready = Kann qualifiziert werden: m 1.
plain-empty = Keine Aufgabe ist offen.
plain-take = Eine Zahl nimmt diese Aufgabe. Enter geht zurück.
plain-find = Welche Firma? Ein Name oder eine Nummer.
plain-none = Nichts gefunden. Weniger Buchstaben finden mehr.
plain-open-one = Eine Zahl zeigt die Firma. Enter geht zurück.
plain-company = 1 Anruf bei ihr erfassen, 2 Verlauf. Enter geht zurück.
plain-nothing-yet = Noch ist nichts geschehen.
