@NullMarked
package io.evenreach.platform.jdbc;

import org.jspecify.annotations.NullMarked;
