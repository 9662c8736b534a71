#include <sys/types.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <stddef.h>
#include <microhttpd.h>

// Swift does not import variadic functions, so each use of one has a function here.

struct cmhd_options {
    int listen_socket;
    unsigned int connections_max;
    unsigned int connections_per_address_max;
    unsigned int idle_timeout_seconds;
    size_t connection_memory;
};

// Keeps paths and queries as they were sent; they are decoded where they are used.
static inline size_t cmhd_no_unescape(void *cls, struct MHD_Connection *connection, char *text) {
    (void)cls;
    (void)connection;
    size_t length = 0;
    while (text[length] != 0) length++;
    return length;
}

static inline struct MHD_Daemon *cmhd_start(
    struct cmhd_options options, void *cls,
    MHD_NotifyConnectionCallback connected,
    void *(*begun)(void *cls, const char *uri, struct MHD_Connection *connection),
    MHD_AccessHandlerCallback access, MHD_RequestCompletedCallback completed) {
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, access, cls,
        MHD_OPTION_LISTEN_SOCKET, options.listen_socket,
        MHD_OPTION_CONNECTION_LIMIT, options.connections_max,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, options.connections_per_address_max,
        MHD_OPTION_CONNECTION_TIMEOUT, options.idle_timeout_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, options.connection_memory,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_NOTIFY_CONNECTION, connected, cls,
        MHD_OPTION_URI_LOG_CALLBACK, begun, cls,
        MHD_OPTION_UNESCAPE_CALLBACK, cmhd_no_unescape, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, completed, cls,
        MHD_OPTION_END);
}

// What says that there is something for MHD_run to do.
static inline int cmhd_epoll(struct MHD_Daemon *daemon) {
    return MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

static inline const struct sockaddr *cmhd_client_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info == NULL ? NULL : info->client_addr;
}

// What `connected` has put at the connection.
static inline void *cmhd_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

// The bytes of the request line and the headers, once they have been read.
static inline size_t cmhd_head_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info == NULL ? 0 : info->header_size;
}

static inline int cmhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}
