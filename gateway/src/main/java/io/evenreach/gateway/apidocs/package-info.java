/** The descriptions of all services merged into one, with a page to browse it. */
@NullMarked
package io.evenreach.gateway.apidocs;

import org.jspecify.annotations.NullMarked;
