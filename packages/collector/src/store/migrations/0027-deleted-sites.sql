-- Whether the site of a number was deleted: the number is never given again, and a site of the same name gets another.
ALTER TABLE site_numbers
    ADD COLUMN IF NOT EXISTS is_deleted Bool;
