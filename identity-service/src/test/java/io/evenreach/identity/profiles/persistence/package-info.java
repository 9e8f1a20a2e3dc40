/** Tests of how people are read. */
@NullMarked
package io.evenreach.identity.profiles.persistence;

import org.jspecify.annotations.NullMarked;
