package org.gatehouse.ims.core.bench;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.io.IOException;
import java.io.InputStream;
import java.text.ParseException;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A phone's REGISTER (1,588 octets, 17 header fields) from octets to a message. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SipParseBenchmark {
    private final byte[] register = register();

    private static byte[] register() {
        String file = "/vectors/sip-ims/real-phone-register-protected-offer.dat";
        try (InputStream in = SipParseBenchmark.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("no " + file + " on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ours: indexed whole, with Via, From, To, Call-ID and CSeq parsed. */
    @Benchmark
    public SipMessage parse() throws SipParseException {
        return SipMessage.parse(register);
    }

    /** Ours, with what a P-CSCF reads of it besides. */
    @Benchmark
    public void parseAndRead(Blackhole read) throws SipParseException {
        SipMessage message = SipMessage.parse(register);
        read.consume(message.contacts());
        read.consume(message.expires());
        read.consume(message.header("Authorization"));
        read.consume(message.headers("Security-Client"));
        read.consume(message.headerValues("Require"));
        read.consume(message.headerValues("Supported"));
    }

    /** JAIN-SIP's parser, which parses every header field. */
    @Benchmark
    public SIPMessage jainSip() throws ParseException {
        return new StringMsgParser().parseSIPMessage(register, true, false, null);
    }
}
