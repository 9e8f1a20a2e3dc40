package io.evenreach.identity.linkage.domain;

import io.evenreach.identity.linkage.domain.Population.Labelled;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Files by rules that neither {@link Population} nor {@link MadeFile} has, and that nothing was looked at with before linkage
 * was as it is: names of other countries with their accents, letters that a scanner misreads, values cut off by a form,
 * people who moved half-way through their records and wrote from another address then, parents who have their children's
 * mail, few people with many records and many with few. A fifth of the values is missing, and a fifth of the rest wrong.
 */
final class BlindFile {

    private static final String[] GIVEN = """
            chloé léa manon camille inès jules lucas gabriel louis hugo margaux élodie théo maëlys noémie giulia alessandro
            francesca matteo chiara lorenzo martina davide elisa federico zofia jakub agnieszka piotr katarzyna michał
            małgorzata tomasz ewa krzysztof hanna wojciech aleksandra astrid björn søren freja lars ingeborg mikkel sigrid
            joão beatriz tiago mariana gonçalo leonor duarte carolina rui filipa eszter bence zsófia máté réka gergő""".split("\\s+");
    private static final String[] FAMILY = """
            dubois lefèvre moreau girard rousseau fontaine chevalier garnier lambert perrin rossi ferrari bianchi colombo
            ricci marino conti gallo costa mancini kowalski nowak wiśniewski wójcik kamiński lewandowski zieliński szymański
            dąbrowski jankowski hansen nielsen jørgensen andersen lindqvist bergström johansson håkansson svensson silva
            ferreira oliveira carvalho teixeira correia nogueira nagy kovács szabó horváth tóth varga kiss molnár deschamps
            vasseur santoro d'amico o'connell mac-gregor""".split("\\s+");
    private static final String[] CITIES = """
            lyon marseille toulouse nantes bordeaux lille milano torino bologna firenze napoli warszawa kraków wrocław
            poznań gdańsk københavn aarhus göteborg malmö lisboa porto braga coimbra budapest debrecen szeged
            saint-étienne""".split("\\s+");
    private static final String[] MAIL =
            "orange.fr libero.it wp.pl mail.dk sapo.pt freemail.hu proton.me gmail.com".split(" ");
    private static final String[][] MISREAD = {
        {"rn", "m"}, {"m", "rn"}, {"cl", "d"}, {"l", "1"}, {"o", "0"}, {"i", "l"}, {"e", "c"}, {"u", "v"}, {"g", "q"}
    };

    private final Random random;

    BlindFile(long seed) {
        this.random = new Random(seed);
    }

    List<Labelled> records(int count) {
        List<Labelled> records = new ArrayList<>();
        Map<String, String> before = Map.of();
        for (int person = 0; records.size() < count; person++) {
            Map<String, String> truth = person(before);
            Map<String, String> moved = new LinkedHashMap<>(truth);
            int copies = copies();
            boolean moves = happens(0.15);
            if (moves) {
                moved.put("city", pick(CITIES));
                moved.put("email", email(truth));
            }
            for (int i = 0; i < copies && records.size() < count; i++) {
                Map<String, String> said = moves && i >= copies / 2 ? moved : truth;
                records.add(new Labelled(new PersonRecord("b" + records.size(), "s" + i % 2, copy(said)), person));
            }
            before = truth;
        }
        Collections.shuffle(records, random);
        return records;
    }

    /** One is as frequent as all others together up to seven. */
    private int copies() {
        return happens(0.35) ? 1 : 2 + random.nextInt(6);
    }

    private Map<String, String> person(Map<String, String> parent) {
        Map<String, String> person = new LinkedHashMap<>();
        boolean child = !parent.isEmpty() && happens(0.15);
        person.put("givenName", pick(GIVEN));
        person.put("surname", child ? parent.getOrDefault("surname", "") : pick(FAMILY));
        person.put(
                "birthDate",
                LocalDate.of(child ? 1985 : 1935, 1, 1)
                        .plusDays(random.nextInt(child ? 9_000 : 21_000))
                        .toString());
        person.put("city", child ? parent.getOrDefault("city", "") : pick(CITIES));
        person.put("email", child && happens(0.3) ? parent.getOrDefault("email", "") : email(person));
        return person;
    }

    private String email(Map<String, String> person) {
        String given = person.getOrDefault("givenName", "");
        String family = person.getOrDefault("surname", "").replaceAll("\\W", "");
        String year = person.getOrDefault("birthDate", "1970").substring(2, 4);
        String local = switch (random.nextInt(4)) {
            case 0 -> given + "." + family;
            case 1 -> family + "." + given.charAt(0) + year;
            case 2 -> given + year + random.nextInt(10);
            default ->
                family.substring(0, Math.min(4, family.length())) + given.substring(0, 2) + random.nextInt(1_000);
        };
        return Normal.of(Kind.TEXT, local) + "@" + pick(MAIL);
    }

    private Map<String, String> copy(Map<String, String> truth) {
        Map<String, String> copy = new LinkedHashMap<>();
        truth.forEach((field, value) -> {
            if (!happens(0.2)) {
                copy.put(field, happens(0.2) ? wrong(field, value) : value);
            }
        });
        return copy;
    }

    private String wrong(String field, String value) {
        return switch (field) {
            case "birthDate" -> wrongDate(LocalDate.parse(value));
            case "givenName" -> happens(0.3) ? value.charAt(0) + "." : misread(value);
            case "surname" -> happens(0.2) ? value + "-" + pick(FAMILY) : misread(value);
            default -> happens(0.15) ? value.substring(0, (value.length() * 3 + 3) / 4) : misread(value);
        };
    }

    private String wrongDate(LocalDate date) {
        return switch (random.nextInt(3)) {
            case 0 -> date.plusYears(happens(0.5) ? 10 : -1).toString();
            case 1 -> date.withMonth(1 + random.nextInt(12)).toString();
            default -> date.withDayOfMonth(1).toString();
        };
    }

    /** One or two places misread; where nothing can be, a letter is lost. */
    private String misread(String value) {
        String read = value;
        for (int i = happens(0.3) ? 2 : 1; i > 0; i--) {
            String[] as = MISREAD[random.nextInt(MISREAD.length)];
            int at = read.indexOf(as[0]);
            int lost = random.nextInt(Math.max(1, read.length()));
            read = at >= 0
                    ? read.substring(0, at) + as[1] + read.substring(at + as[0].length())
                    : read.length() < 2 ? read : read.substring(0, lost) + read.substring(lost + 1);
        }
        return read;
    }

    private String pick(String[] values) {
        double at = random.nextDouble();
        return values[(int) (values.length * at * Math.sqrt(at))];
    }

    private boolean happens(double probability) {
        return random.nextDouble() < probability;
    }
}
