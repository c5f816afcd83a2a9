using System.Text.Json;

namespace UdpLab;

/// <summary>Reads sampled profiles out of the file format of speedscope.</summary>
internal static class SpeedscopeReader
{
    /// <summary>Stands for the object of kernel functions whose object is not known.</summary>
    public const string Kernel = "[unknown kernel object]";

    private const string Expected = "a file in speedscope's format with sampled profiles (shared.frames, profiles[].samples and weights)";

    public static TextProfiles Read(Stream stream, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new PerfTextException(source, (e.LineNumber ?? 0) + 1, Expected);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            throw new PerfTextException(source, 1, Expected);
        }
    }

    private static TextProfiles Read(JsonElement root)
    {
        FrameTable frames = new();
        PerfProfileBuilder samples = new("", frames) { HasCallChains = true };
        int[] tokens = [.. root.GetProperty("shared").GetProperty("frames").EnumerateArray().Select(f => frames.Token(Frame(f)))];
        long divisor = 0;
        foreach (JsonElement profile in root.GetProperty("profiles").EnumerateArray().Where(p => p.GetProperty("type").ValueEquals("sampled")))
        {
            int command = frames.Command(profile.GetProperty("name").GetString() ?? PerfFrame.Unknown);
            long[] weights = [.. profile.GetProperty("weights").EnumerateArray().Select(w => checked((long)Math.Round(w.GetDouble())))];
            int index = 0;
            foreach (JsonElement chain in profile.GetProperty("samples").EnumerateArray())
            {
                long weight = weights[index++];
                if (weight > 0)
                {
                    samples.Add(command, [.. chain.EnumerateArray().Select(i => tokens[i.GetInt32()]).Reverse()], weight, 0);
                    divisor = CommonDivisor.Of(divisor, weight);
                }
            }
        }

        TextFacts facts = new();
        CommonDivisor.Apply(divisor, samples, facts);
        return new TextProfiles([samples], facts, place => place.Line + 1, Expected);
    }

    private static PerfFrame Frame(JsonElement frame)
    {
        string path = frame.TryGetProperty("file", out JsonElement file) ? file.GetString() ?? PerfFrame.Unknown : PerfFrame.Unknown;
        string name = frame.GetProperty("name").GetString() ?? PerfFrame.Unknown;
        return path == Kernel ? new PerfFrame(name, PerfFrame.Unknown, PerfScope.Kernel) : new PerfFrame(name, path, ScriptFrame.ScopeOf(path, inKernelHalf: false));
    }
}
