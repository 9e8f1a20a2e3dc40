/** What PostgreSQL's driver does not do by itself. */
@NullMarked
package io.evenreach.platform.sql;

import org.jspecify.annotations.NullMarked;
