package io.evenreach.identity.linkage.domain;

import java.util.Map;

/**
 * What one source says of one person.
 *
 * @param recordId unique within its owner
 * @param fields as they were sent, by the names of {@link Field}; own attributes begin with
 *     {@link Field#ATTRIBUTE_PREFIX}. What is missing is not there.
 */
public record PersonRecord(String recordId, String source, Map<String, String> fields) {

    public PersonRecord {
        fields = Map.copyOf(fields);
    }

    @Override
    public String toString() {
        return source + "|" + recordId + "|***";
    }
}
