#include "ctoml.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

// toml++ 3.3 asserts in its parser, and some wrong documents ("[[[") break an assertion: it would
// end the process in debug builds and be undefined in release builds. Here it ends the parsing.
struct broken_assertion {};

}  // namespace

#undef NDEBUG
#define TOML_ASSERT(expr)                    \
    do {                                     \
        if (!(expr)) throw broken_assertion(); \
    } while (false)
#define TOML_EXCEPTIONS 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace {

void append_string(std::string &out, std::string_view text) {
    out += '"';
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7F) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", byte);
            out += escape;
        } else {
            out += c;
        }
    }
    out += '"';
}

void append_position(std::string &out, const char *prefix, const toml::source_position &position) {
    out += ",\"" + std::string(prefix) + "line\":" + std::to_string(position.line);
    out += ",\"" + std::string(prefix) + "column\":" + std::to_string(position.column);
}

void append_node(std::string &out, const toml::node &node);

void append_value(std::string &out, const toml::node &node) {
    if (auto table = node.as_table()) {
        out += '{';
        bool first = true;
        for (auto &&[key, value] : *table) {
            if (!first) out += ',';
            first = false;
            append_string(out, key.str());
            out += ":{\"type\":";
            append_node(out, value);
            append_position(out, "key_", key.source().begin);
            out += '}';
        }
        out += '}';
    } else if (auto array = node.as_array()) {
        out += '[';
        bool first = true;
        for (auto &&value : *array) {
            if (!first) out += ',';
            first = false;
            out += "{\"type\":";
            append_node(out, value);
            out += '}';
        }
        out += ']';
    } else if (auto text = node.as_string()) {
        append_string(out, text->get());
    } else if (auto integer = node.as_integer()) {
        out += std::to_string(integer->get());
    } else if (auto boolean = node.as_boolean()) {
        out += boolean->get() ? "true" : "false";
    } else {
        out += "null";
    }
}

const char *type_name(const toml::node &node) {
    switch (node.type()) {
        case toml::node_type::table: return "table";
        case toml::node_type::array: return "array";
        case toml::node_type::string: return "string";
        case toml::node_type::integer: return "integer";
        case toml::node_type::floating_point: return "float";
        case toml::node_type::boolean: return "boolean";
        case toml::node_type::date: return "date";
        case toml::node_type::time: return "time";
        case toml::node_type::date_time: return "date-time";
        default: return "none";
    }
}

// The object's opening brace and `"type":` are the caller's, and so is the closing brace.
void append_node(std::string &out, const toml::node &node) {
    append_string(out, type_name(node));
    append_position(out, "", node.source().begin);
    out += ",\"value\":";
    append_value(out, node);
}

std::string error(std::string_view reason, const toml::source_position &position) {
    std::string out = "{\"type\":\"error\"";
    append_position(out, "", position);
    out += ",\"value\":";
    append_string(out, reason);
    out += '}';
    return out;
}

std::string parse(std::string_view text) {
    try {
        toml::table table = toml::parse(text);
        std::string out = "{\"type\":";
        append_node(out, table);
        out += '}';
        return out;
    } catch (const toml::parse_error &found) {
        return error(found.description(), found.source().begin);
    } catch (const broken_assertion &) {
        return error("this is no TOML; look for brackets or dots too many", {1, 1});
    }
}

}  // namespace

extern "C" char *ctoml_parse(const char *text, size_t length) {
    try {
        std::string json = parse(std::string_view(text, length));
        auto *copy = static_cast<char *>(std::malloc(json.size() + 1));
        if (copy != nullptr) std::memcpy(copy, json.c_str(), json.size() + 1);
        return copy;
    } catch (...) {
        return nullptr;
    }
}

extern "C" void ctoml_free(char *json) { std::free(json); }
