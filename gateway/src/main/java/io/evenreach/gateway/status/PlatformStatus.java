package io.evenreach.gateway.status;

import java.util.Map;

/**
 * Whether the platform is ready.
 *
 * @param status {@code READY} when every service has an instance that is, else {@code NOT_READY}
 * @param services {@code UP} or {@code DOWN} by name of the service
 */
record PlatformStatus(String status, Map<String, String> services) {

    boolean isReady() {
        return status.equals("READY");
    }
}
