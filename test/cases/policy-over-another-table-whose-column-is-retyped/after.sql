CREATE TABLE m (id bigint PRIMARY KEY, u varchar(20));
CREATE TABLE t (a int, m_id bigint);
CREATE POLICY p ON t USING (EXISTS (SELECT FROM m WHERE m.id = m_id AND m.u = CURRENT_USER));
