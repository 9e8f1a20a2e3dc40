package io.evenreach.gateway.routing.domain;

import io.evenreach.gateway.routing.Service;

/**
 * Where a request goes.
 *
 * @param upload whether its body may be a file, which has another bound than a JSON document
 */
public record Route(Service service, boolean upload) {}
