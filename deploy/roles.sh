#!/bin/sh
# Run once, when the database is made: the owner of the tables, the portal's own role, and the extensions that only a superuser may add.
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 \
    --set owner_password="$IACS_OWNER_PASSWORD" --set app_password="$IACS_APP_PASSWORD" <<'SQL'
CREATE ROLE iacs_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE iacs_app LOGIN PASSWORD :'app_password';
CREATE DATABASE iacs OWNER iacs_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C';
\connect iacs
CREATE EXTENSION btree_gist;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
ALTER SCHEMA public OWNER TO iacs_owner;
SQL
