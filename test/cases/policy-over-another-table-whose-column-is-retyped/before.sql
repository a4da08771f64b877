CREATE TABLE m (id int PRIMARY KEY, u text);
CREATE TABLE t (a int, m_id int);
CREATE POLICY p ON t USING (EXISTS (SELECT FROM m WHERE m.id = m_id AND m.u = CURRENT_USER));
