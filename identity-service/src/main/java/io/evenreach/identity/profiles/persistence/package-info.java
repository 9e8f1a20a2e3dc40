/** Reading profiles from the tables of stitching. */
@NullMarked
package io.evenreach.identity.profiles.persistence;

import org.jspecify.annotations.NullMarked;
