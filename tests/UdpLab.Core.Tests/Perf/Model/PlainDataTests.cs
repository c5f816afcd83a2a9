namespace UdpLab.Tests.Perf;

/// <summary>A profile built from the plain data of another one is equivalent.</summary>
public sealed class PlainDataTests
{
    public static TheoryData<string> Captures => [.. Texts.Names("*.txt").Where(n => !n.Contains("README", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Captures))]
    public void EveryCaptureComesBack(string name)
    {
        IReadOnlyList<PerfProfile> profiles;
        try
        {
            profiles = PerfReader.ReadFile(Path.Combine(Texts.Folder, name), PerfFormat.Auto, CancellationToken.None);
        }
        catch (PerfTextException)
        {
            // Some captures show refusals.
            return;
        }

        foreach (PerfProfile profile in profiles)
        {
            PerfProfile back = PerfProfileData.Of(profile).ToProfile();
            Assert.Equal((profile.Event, profile.Samples, profile.EventCount, profile.HasCallChains), (back.Event, back.Samples, back.EventCount, back.HasCallChains));
            Assert.Equal(profile.Symbols, back.Symbols);
            Assert.Equal(profile.ByCpu, back.ByCpu);
            Assert.Equal(profile.ByCommand, back.ByCommand);
            Assert.Equal(Tree(profile.CallTree, 0), Tree(back.CallTree, 0));
            Assert.Equal(Texts.Fold(profile), Texts.Fold(back));
        }
    }

    private static IEnumerable<string> Tree(PerfCallNode node, int depth) =>
        node.Children.SelectMany(child => Tree(child, depth + 1)).Prepend(FormattableString.Invariant($"{depth} {node.Name} {node.Samples} {node.Overhead}"));
}
