-- What the planner is told of this schema: a tenant has very many rows, and each further column of an index leaves fewer.
--
-- Written after every migration, whatever the file holds. Without it SQLite takes a column that stands first in an index
-- to leave ten rows; ours is the tenant, and it leaves all. Real statistics would be worse still: those of a file's first
-- day say that reading whole tables is cheap, and nobody counts again when it has grown.
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat)
SELECT t.name,
    -- The key of a table without row ids goes by the name of the table.
    CASE WHEN t.wr AND l.origin = 'pk' THEN t.name ELSE l.name END,
    '200000 ' || (
        SELECT group_concat(
            CASE WHEN i.seqno + 1 = (SELECT COUNT(*) FROM pragma_index_info(l.name)) THEN '1'
                WHEN i.seqno = 0 THEN '200000'
                WHEN i.seqno = 1 THEN '6666'
                WHEN i.seqno = 2 THEN '222'
                WHEN i.seqno = 3 THEN '7'
                ELSE '1' END, ' ')
        FROM pragma_index_info(l.name) i)
FROM pragma_table_list t, pragma_index_list(t.name) l
WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%';
-- Loads them.
ANALYZE sqlite_schema;
