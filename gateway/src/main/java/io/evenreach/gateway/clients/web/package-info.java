/** The clients API. */
@NullMarked
package io.evenreach.gateway.clients.web;

import org.jspecify.annotations.NullMarked;
