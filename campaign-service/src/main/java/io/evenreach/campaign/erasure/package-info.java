/** What identity erased: nothing dated before is kept under those identifiers, nor taken in later. */
@NullMarked
package io.evenreach.campaign.erasure;

import org.jspecify.annotations.NullMarked;
