/** What the platform promises, told as stories against a running one. */
@NullMarked
package io.evenreach.systemtests;

import org.jspecify.annotations.NullMarked;
