CREATE TABLE visit (at timestamptz);
