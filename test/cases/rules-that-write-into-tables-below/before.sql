CREATE TABLE readings (sensor int NOT NULL, at date NOT NULL, value numeric);
