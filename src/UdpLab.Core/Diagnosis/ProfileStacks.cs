namespace UdpLab;

/// <summary>A profile as input for the diagnosis: call chains if it has them, otherwise single functions.</summary>
internal static class ProfileStacks
{
    public static IEnumerable<WeighedStack> Of(PerfProfile profile)
    {
        if (!profile.HasCallChains)
        {
            // A table of percentages may have no samples, and its shares may not add up to 100.
            return profile.Symbols.Select(s => new WeighedStack(s.Command, [FunctionName.Plain(s.Name)], s.Overhead, s.Samples))
                .Append(Rest(profile))
                .Where(s => s.Weight > 0);
        }

        Dictionary<string, string> plain = new(StringComparer.Ordinal);
        return profile.Stacks.Where(s => s.Frames.Count > 0).Select(s => new WeighedStack(s.Command, [.. s.Frames.Select(f => Plain(plain, f.Name))], s.EventCount > 0 ? s.EventCount : s.Samples, s.Samples));
    }

    /// <summary>What a table cut off at a threshold leaves out.</summary>
    private static WeighedStack Rest(PerfProfile profile) => new("", [PerfFrame.Unknown], Math.Max(0, 100 - profile.Symbols.Sum(s => s.Overhead)), 0);

    private static string Plain(Dictionary<string, string> known, string name)
    {
        if (!known.TryGetValue(name, out string? plain))
        {
            known[name] = plain = FunctionName.Plain(name);
        }

        return plain;
    }
}
