"""What lasts: tables, the database, migrations, search, and the one rule of who may read what. The only SQL here."""
