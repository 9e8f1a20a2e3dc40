/** Values as PostgreSQL's driver takes and gives them. */
@NullMarked
package io.evenreach.platform.jdbc;

import org.jspecify.annotations.NullMarked;
