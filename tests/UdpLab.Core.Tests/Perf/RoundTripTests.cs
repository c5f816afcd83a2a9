using System.Text;
using CsCheck;

namespace UdpLab.Tests.Perf;

/// <summary>What is exported is imported unchanged, detected by its content, whatever the function names.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<string> _name = Gen.OneOf(
        new[] { "f", "operator()(int) const", "a;b", "eval]", "[eval]", "x_[k]y", "foo 12", "foo+0x12", "#c", "Lq/R;::w", "a->b", "f(int)", "ü ü", "\"q\"", "bar:", "_", "[unknown]", "0x4012", "std::map<int, char (*)[3]>", "[k] g", "a  b" }.Select(Gen.Const).ToArray());

    private static readonly Gen<string> _path = Gen.OneOf(
        new[] { "[kernel.kallsyms]", "/usr/bin/a b (c)", "/lib/libc.so.6", "[JIT app cache]", "[vdso]", "[ixgbe]", "[unknown]", "//anon", "/memfd:x (deleted)" }.Select(Gen.Const).ToArray());

    private static readonly Gen<string> _command = Gen.OneOf(new[] { "sink", "a b", "ksoftirqd/0", "java", "#x", "dd", "x]", "a 1/2 [003]:" }.Select(Gen.Const).ToArray());

    // The kernel and its modules are in the kernel: a text without marks has no other way to show it.
    private static readonly Gen<(string Name, string Path, bool InKernel)[]> _chain =
        Gen.Select(_name, _path, Gen.Bool, (name, path, inKernel) => (name, path, inKernel || path is "[kernel.kallsyms]" or "[ixgbe]")).Array[1, 6];

    private static readonly Gen<(string Command, (string, string, bool)[] Chain, int Period)[]> _samples = Gen.Select(_command, _chain, Gen.Int[1, 3_000_000]).Array[1, 20];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void FoldedStacks(bool events, bool markKernel) => _samples.Sample(
        samples =>
        {
            string folded = Texts.Fold(Profile(samples), events, markKernel);

            PerfProfile back = Auto(folded);

            Assert.Equal(folded, Texts.Fold(back, back.EventCount > 0, markKernel));
        },
        iter: 500);

    [Theory]
    [InlineData(PerfFormat.Speedscope)]
    [InlineData(PerfFormat.PerfScript)]
    public void ScriptsAndSpeedscopeFiles(PerfFormat format) => _samples.Sample(
        samples =>
        {
            PerfProfile profile = Profile(samples);

            PerfProfile back = Auto(Texts.Write(profile, format));

            Assert.Equal(profile.Symbols, back.Symbols);
            Assert.Equal((profile.Event, profile.Samples, profile.EventCount), (back.Event, back.Samples, back.EventCount));
            Assert.Equal(Stacks(profile), Stacks(back));
        },
        iter: 500);

    private static PerfProfile Auto(string text)
    {
        PerfFormat format = PerfFormats.Of(Encoding.UTF8.GetBytes(text));
        return Texts.One(text, format);
    }

    private static PerfProfile Profile((string Command, (string Name, string Path, bool InKernel)[] Chain, int Period)[] samples)
    {
        FrameTable frames = new();
        PerfProfileBuilder builder = new("cycles", frames) { HasCallChains = true };
        foreach ((string command, (string Name, string Path, bool InKernel)[] chain, int period) in samples)
        {
            builder.Add(frames.Command(command), [.. chain.Select(f => frames.Token(new PerfFrame(f.Name, f.Path, ScriptFrame.ScopeOf(f.Path, f.InKernel ? AddressHalf.Kernel : AddressHalf.User))))], 1 + (period % 3), (ulong)period);
        }

        return new PerfProfile(builder);
    }

    private static IEnumerable<string> Stacks(PerfProfile profile) =>
        profile.Stacks.Select(s => $"{s.Command}|{string.Join('|', s.Frames.Select(f => $"{f.Name} {f.Path} {f.Scope}"))} {s.Samples} {s.EventCount}").Order(StringComparer.Ordinal);
}
