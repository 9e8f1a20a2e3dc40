/** The HTTP edge of registration, open to everybody. */
@NullMarked
package io.evenreach.gateway.registration.web;

import org.jspecify.annotations.NullMarked;
