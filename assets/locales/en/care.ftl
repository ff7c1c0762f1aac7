# Backups and the care of the file.
backup-weekly-failed = The weekly backup was not made: { $why }. It is tried again tomorrow; callsheet backup makes one now.
problem-backup_failed = The backup was not made
problem-restore_failed = Nothing was restored
problem-vacuum_failed = The file stayed as it is
problem-verify_failed = The check was not finished
problem-store_locked = Another callsheet works on the file
restore-erased = { $n } erased since that backup was made, and now in it too
