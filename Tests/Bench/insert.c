// The yardstick for what kefud stores: inserts the rows of one database into another, prepared and
// in one transaction for every thousand messages, and prints how long that took as a line of JSON.
//
//   insert SOURCE TARGET [--transactions N] [--copies N] [--days N] [--quiet-disk]
//
// TARGET gets SOURCE's schema when it is new. Small tables (accounts, members) are copied before the
// clock starts, once. With rows of its own in TARGET already, numbers and names are shifted, so that
// the same rows can be inserted again. --copies fills a database: that many times, spread over --days
// days before now, and with --quiet-disk without waiting for the disk.

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TABLES_MAX = 64, COLUMNS_MAX = 64, SMALL = 1000 };

struct table {
    char name[64];
    int columns, is_small, shift_table[COLUMNS_MAX], is_name[COLUMNS_MAX], is_time[COLUMNS_MAX];
    sqlite3_int64 rows, shift;
    sqlite3_value **values;
    sqlite3_stmt *insert;
};
static struct table tables[TABLES_MAX];
static int table_count;
static sqlite3 *source, *target;

static void check(int code, sqlite3 *db, const char *what) {
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
    fprintf(stderr, "insert: %s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

static void run(sqlite3 *db, const char *sql) {
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
        fprintf(stderr, "insert: %s: %s\n", sql, message);
        exit(1);
    }
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL), db, sql);
    return statement;
}

static sqlite3_int64 number(sqlite3 *db, const char *format, const char *name) {
    char sql[256];
    snprintf(sql, sizeof sql, format, name);
    sqlite3_stmt *statement = prepare(db, sql);
    check(sqlite3_step(statement), db, sql);
    sqlite3_int64 value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec * 1e-9;
}

static int table_named(const char *name) {
    for (int i = 0; i < table_count; i++)
        if (strcmp(tables[i].name, name) == 0) return i;
    return -1;
}

// A column that holds the number of a row of another table.
static int owner_of(const char *column, int own) {
    if (strcmp(column, "id") == 0) return own;
    if (strcmp(column, "latest_session") == 0 || strcmp(column, "open_session") == 0
        || strcmp(column, "closing_session") == 0 || strcmp(column, "offline_session") == 0)
        return table_named("session");
    if (strcmp(column, "session") == 0 || strcmp(column, "visitor") == 0
        || strcmp(column, "message") == 0)
        return table_named(column);
    return -1;
}

static int ends_with(const char *text, const char *end) {
    size_t length = strlen(text), wanted = strlen(end);
    return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

// What a table without row numbers is read by: a transaction inserts what belongs to its thousand
// messages, as they came, and not a share of everything in the order of the keys.
static const char *order_of(const char *table) {
    if (strncmp(table, "seen_", 5) == 0) return " ORDER BY message";
    return strcmp(table, "conversation") == 0 ? " ORDER BY visitor" : "";
}

static void load(struct table *table) {
    char sql[256];
    snprintf(sql, sizeof sql, "SELECT * FROM %s%s", table->name, order_of(table->name));
    sqlite3_stmt *rows = prepare(source, sql);
    table->columns = sqlite3_column_count(rows);
    table->rows = number(source, "SELECT count(*) FROM %s", table->name);
    // Who is listed is a setting, however many they are.
    table->is_small = table->rows < SMALL || strcmp(table->name, "listed_agent") == 0;
    table->values = calloc(table->rows * table->columns + 1, sizeof *table->values);
    for (sqlite3_int64 row = 0; sqlite3_step(rows) == SQLITE_ROW; row++)
        for (int i = 0; i < table->columns; i++)
            table->values[row * table->columns + i] = sqlite3_value_dup(sqlite3_column_value(rows, i));
    sqlite3_finalize(rows);
}

static void describe(int index) {
    struct table *table = &tables[index];
    char sql[512];
    snprintf(sql, sizeof sql, "INSERT OR IGNORE INTO %s VALUES (?", table->name);
    for (int i = 1; i < table->columns; i++) strcat(sql, ",?");
    strcat(sql, ")");
    table->insert = prepare(target, sql);
    snprintf(sql, sizeof sql, "SELECT * FROM %s", table->name);
    sqlite3_stmt *rows = prepare(source, sql);
    for (int i = 0; i < table->columns; i++) {
        const char *column = sqlite3_column_name(rows, i);
        table->shift_table[i] = table->is_small ? -1 : owner_of(column, index);
        table->is_name[i] = strcmp(column, "msgid") == 0 || strcmp(column, "external_userid") == 0;
        table->is_time[i] = strcmp(column, "sent_at") == 0 ? 1
            : strcmp(column, "at") == 0 || ends_with(column, "_at") || ends_with(column, "_since")
            ? 1000 : 0;
    }
    sqlite3_finalize(rows);
}

static void bind_shifted(struct table *table, int column, sqlite3_value *value, int copy,
    sqlite3_int64 age) {
    sqlite3_stmt *insert = table->insert;
    int owner = table->shift_table[column], type = sqlite3_value_type(value);
    if (type == SQLITE_INTEGER && (owner >= 0 || table->is_time[column])) {
        sqlite3_int64 moved = sqlite3_value_int64(value);
        if (owner >= 0) moved += tables[owner].shift;
        if (table->is_time[column]) moved -= age * table->is_time[column];
        sqlite3_bind_int64(insert, column + 1, moved);
    } else if (type == SQLITE_TEXT && table->is_name[column] && copy > 0) {
        // Another name of the same length: its last six characters number the copy.
        char name[128];
        int length = snprintf(name, sizeof name, "%s", sqlite3_value_text(value));
        char mark[16];
        snprintf(mark, sizeof mark, "%06d", copy);
        if (length >= 12) memcpy(name + 4, mark, 6);
        sqlite3_bind_text(insert, column + 1, name, length, SQLITE_TRANSIENT);
    } else {
        sqlite3_bind_value(insert, column + 1, value);
    }
}

static void insert_rows(struct table *table, sqlite3_int64 from, sqlite3_int64 to, int copy,
    sqlite3_int64 age) {
    for (sqlite3_int64 row = from; row < to; row++) {
        for (int i = 0; i < table->columns; i++)
            bind_shifted(table, i, table->values[row * table->columns + i], copy, age);
        check(sqlite3_step(table->insert), target, table->name);
        sqlite3_reset(table->insert);
    }
}

static void copy_schema(void) {
    sqlite3_stmt *rows = prepare(source,
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        " ORDER BY type = 'index', rowid");
    while (sqlite3_step(rows) == SQLITE_ROW) run(target, (const char *)sqlite3_column_text(rows, 0));
    sqlite3_finalize(rows);
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version = %lld",
        number(source, "PRAGMA user_version%s", ""));
    run(target, sql);
}

// One copy of all rows; each transaction takes its share of every table.
static void insert_copy(sqlite3_int64 transactions, int copy, sqlite3_int64 age) {
    for (int i = 0; i < table_count; i++)
        tables[i].shift = tables[i].is_small || strncmp(tables[i].name, "seen_", 5) == 0
                || strcmp(tables[i].name, "conversation") == 0
            ? 0 : number(target, "SELECT coalesce(max(rowid), 0) FROM %s", tables[i].name);
    for (sqlite3_int64 done = 0; done < transactions; done++) {
        run(target, "BEGIN IMMEDIATE");
        for (int i = 0; i < table_count; i++) {
            struct table *table = &tables[i];
            if (table->is_small) continue;
            // Ids are remembered for four days.
            if (strncmp(table->name, "seen_", 5) == 0 && age > 4 * 86400) continue;
            insert_rows(table, table->rows * done / transactions,
                table->rows * (done + 1) / transactions, copy, age);
        }
        run(target, "COMMIT");
    }
}

static void save_counters(void) {
    run(target,
        "UPDATE progress SET"
        " next_session = (SELECT max(id) + 1 FROM session),"
        " next_message = (SELECT max(id) + 1 FROM message),"
        " next_effect = (SELECT coalesce(max(id), 0) + 1 FROM effect),"
        " next_place = next_place + (SELECT max(id) FROM session)");
}

static void open_both(const char *from, const char *to, int quiet) {
    check(sqlite3_open_v2(from, &source, SQLITE_OPEN_READONLY, NULL), source, from);
    check(sqlite3_open(to, &target), target, to);
    run(target, "PRAGMA journal_mode = WAL");
    run(target, quiet ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = FULL");
    run(target, quiet ? "PRAGMA cache_size = -2000000" : "PRAGMA cache_size = -65536");
    if (number(target, "SELECT count(*) FROM sqlite_schema%s", "") == 0) copy_schema();
    sqlite3_stmt *names = prepare(source,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    while (sqlite3_step(names) == SQLITE_ROW && table_count < TABLES_MAX) {
        struct table *table = &tables[table_count++];
        snprintf(table->name, sizeof table->name, "%s", sqlite3_column_text(names, 0));
        load(table);
    }
    sqlite3_finalize(names);
    run(target, "BEGIN");
    for (int i = 0; i < table_count; i++) {
        describe(i);
        if (tables[i].is_small) insert_rows(&tables[i], 0, tables[i].rows, 0, 0);
    }
    run(target, "COMMIT");
}

int main(int count, char **words) {
    int copies = 1, quiet = 0;
    sqlite3_int64 transactions = 0, days = 0;
    if (count < 3) return fprintf(stderr, "usage: insert SOURCE TARGET [options]\n"), 64;
    for (int i = 3; i < count; i++) {
        if (strcmp(words[i], "--quiet-disk") == 0) quiet = 1;
        else if (i + 1 < count && strcmp(words[i], "--copies") == 0) copies = atoi(words[++i]);
        else if (i + 1 < count && strcmp(words[i], "--days") == 0) days = atoll(words[++i]);
        else if (i + 1 < count && strcmp(words[i], "--transactions") == 0)
            transactions = atoll(words[++i]);
    }
    open_both(words[1], words[2], quiet);
    sqlite3_int64 messages = tables[table_named("message")].rows;
    if (transactions == 0) transactions = messages / 1000;
    if (transactions == 0) transactions = 1;
    sqlite3_int64 before = number(target, "SELECT count(*) FROM (SELECT 1 FROM %s LIMIT 1)", "message")
        ? number(target, "SELECT max(rowid) FROM %s", "message") : 0;
    double began = seconds();
    for (int copy = 0; copy < copies; copy++)
        insert_copy(transactions, before > 0 ? (int)(before / 1000 % 900000) + copy + 1 : copy,
            copies > 1 ? days * 86400 * (copies - 1 - copy) / copies : 0);
    double took = seconds() - began;
    save_counters();
    printf("{\"messages\":%lld,\"seconds\":%.4f}\n", messages * copies, took);
    for (int i = 0; i < table_count; i++) sqlite3_finalize(tables[i].insert);
    sqlite3_close(target);
    sqlite3_close(source);
    return 0;
}
