namespace UdpLab.Agent.Tests;

/// <summary>The agent receives with engines in this processor's machine code, or through libc. Everything here applies to both.</summary>
internal static class Engines
{
    public const string Own = "own", Portable = "portable";
}

[Collection(Machine.Name)]
public sealed class OwnLoopbackTests() : LoopbackTests(Engines.Own);

[Collection(Machine.Name)]
public sealed class PortableLoopbackTests() : LoopbackTests(Engines.Portable);

[Collection(Machine.Name)]
public sealed class OwnWindowTests() : WindowTests(Engines.Own);

[Collection(Machine.Name)]
public sealed class PortableWindowTests() : WindowTests(Engines.Portable);

[Collection(Machine.Name)]
public sealed class OwnOptionTests() : OptionTests(Engines.Own);

[Collection(Machine.Name)]
public sealed class PortableOptionTests() : OptionTests(Engines.Portable);
