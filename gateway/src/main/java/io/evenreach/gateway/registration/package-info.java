/** Guides who register with a password: their guide is made by its service, and their account here, or neither is. */
@NullMarked
package io.evenreach.gateway.registration;

import org.jspecify.annotations.NullMarked;
