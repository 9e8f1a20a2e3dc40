/** Values as PostgreSQL's driver takes them. */
@NullMarked
package io.evenreach.platform.jdbc;

import org.jspecify.annotations.NullMarked;
