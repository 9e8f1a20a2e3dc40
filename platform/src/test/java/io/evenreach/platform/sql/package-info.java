@NullMarked
package io.evenreach.platform.sql;

import org.jspecify.annotations.NullMarked;
