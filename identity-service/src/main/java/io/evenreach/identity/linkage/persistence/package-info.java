/** The tables of linkage. */
@NullMarked
package io.evenreach.identity.linkage.persistence;

import org.jspecify.annotations.NullMarked;
