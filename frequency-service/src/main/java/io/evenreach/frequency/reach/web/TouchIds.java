package io.evenreach.frequency.reach.web;

import java.util.HexFormat;

/** Touch ids on the wire: 16 hexadecimal digits, because JavaScript cannot count to 2^64. */
final class TouchIds {

    private TouchIds() {}

    static String hex(long touchId) {
        return HexFormat.of().toHexDigits(touchId);
    }
}
