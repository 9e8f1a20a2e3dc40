package io.evenreach.contracts;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON Schema (2020-12) of a contract record, as its wire form is. */
final class RecordSchema {

    private RecordSchema() {}

    static Map<String, Object> of(Class<?> event) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", event.getSimpleName());
        schema.putAll(object(event));
        return schema;
    }

    private static Map<String, Object> object(Class<?> type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            Map<String, Object> property = new LinkedHashMap<>(property(component.getGenericType()));
            if (nullable) {
                property.put("type", List.of(String.valueOf(property.get("type")), "null"));
            } else {
                required.add(component.getName());
            }
            properties.put(component.getName(), property);
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required);
        return schema;
    }

    private static Map<String, Object> property(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "array");
            schema.put("items", property(list.getActualTypeArguments()[0]));
            return schema;
        }
        if (type == long.class || type == Long.class || type == int.class || type == Integer.class) {
            return Map.of("type", "integer");
        }
        if (type == boolean.class || type == Boolean.class) {
            return Map.of("type", "boolean");
        }
        if (type == String.class) {
            return Map.of("type", "string");
        }
        if (type == UUID.class) {
            return formatted("uuid");
        }
        if (type == Instant.class) {
            return formatted("date-time");
        }
        if (type == Duration.class) {
            return formatted("duration");
        }
        if (type instanceof Class<?> nested && nested.isRecord()) {
            return object(nested);
        }
        throw new IllegalArgumentException("a contract cannot hold " + type + ": use "
                + Arrays.asList("String", "long", "int", "boolean", "UUID", "Instant", "Duration", "List", "record"));
    }

    private static Map<String, Object> formatted(String format) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "string");
        schema.put("format", format);
        return schema;
    }
}
