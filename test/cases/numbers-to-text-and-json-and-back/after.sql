create table t(a text, b jsonb, c text, d text, e jsonb);
