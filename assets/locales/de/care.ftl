# Sicherungen und die Pflege der Datei.
backup-weekly-failed = Die wöchentliche Sicherung gelang nicht: { $why }. Morgen wird es wieder versucht; callsheet backup macht jetzt eine.
problem-backup_failed = Die Sicherung wurde nicht gemacht
problem-restore_failed = Nichts wurde zurückgespielt
problem-vacuum_failed = Die Datei blieb, wie sie ist
problem-verify_failed = Die Prüfung kam nicht zu Ende
problem-store_locked = Ein anderes callsheet arbeitet an der Datei
restore-erased = { $n } seit dieser Sicherung gelöscht, und nun auch darin
