/** The front door of stitching: evidence goes in, and who owns which identifier comes out. */
@NullMarked
package io.evenreach.identity.stitching;

import org.jspecify.annotations.NullMarked;
