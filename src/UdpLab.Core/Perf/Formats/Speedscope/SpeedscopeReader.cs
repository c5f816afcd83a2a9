using System.Text.Json;

namespace UdpLab;

/// <summary>
/// Reads speedscope's file format: sampled profiles, and evented ones, in which a function has the time between its own events.
/// Profiles with the same unit become one, with their names as commands.
/// </summary>
internal sealed class SpeedscopeReader
{
    /// <summary>Stands for the object of kernel functions if it is not known.</summary>
    public const string Kernel = "[unknown kernel object]";

    private const string Expected = "a file in speedscope's format (shared.frames, profiles[] with samples and weights, or with events)";

    private readonly JsonElement _root;
    private readonly FrameTable _frames = new();
    private readonly TextFacts _facts = new();
    private readonly int[] _tokens;
    private readonly Dictionary<string, (PerfProfileBuilder Samples, StackWeights Weights)> _byEvent = new(StringComparer.Ordinal);
    private readonly bool _hasOneUnit;
    private int _otherTypes, _negative;
    private bool _hasAny;

    private SpeedscopeReader(JsonElement root)
    {
        _root = root;
        _tokens = [.. root.GetProperty("shared").GetProperty("frames").EnumerateArray().Select(f => _frames.Token(Frame(f)))];
        _hasOneUnit = Profiles.Select(UnitOf).Distinct().Count() <= 1;
    }

    private JsonElement.ArrayEnumerator Profiles => _root.GetProperty("profiles").EnumerateArray();

    public static TextProfiles Read(Stream stream, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            return new SpeedscopeReader(document.RootElement).Read();
        }
        catch (JsonException e)
        {
            throw new PerfTextException(source, (e.LineNumber ?? 0) + 1, Expected);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException or InvalidDataException)
        {
            throw new PerfTextException(source, 1, $"{Expected}, but {Fault(e)}");
        }
    }

    private static string Fault(Exception e) => e switch
    {
        InvalidDataException => e.Message,
        IndexOutOfRangeException => "a sample or event names a frame that is not in shared.frames, or a sample has no weight",
        KeyNotFoundException => "a property is missing",
        FormatException or OverflowException => "a number is too large, or a fraction where none can be",
        _ => "a property has a value of another type",
    };

    private TextProfiles Read()
    {
        foreach (JsonElement profile in Profiles)
        {
            SpeedscopeUnit unit = UnitOf(profile);
            (PerfProfileBuilder samples, StackWeights weights) = Of(unit);
            int command = _frames.Command(Text(profile, "name") ?? PerfFrame.Unknown);
            switch (Text(profile, "type"))
            {
                case "sampled":
                    Sampled(profile, command, unit, weights);
                    break;
                case "evented":
                    Evented(profile, command, unit, weights);
                    break;
                default:
                    _otherTypes++;
                    break;
            }

            samples.HasCallChains = true;
        }

        foreach ((_, StackWeights weights) in _byEvent.Values)
        {
            weights.Finish(_facts);
        }

        int leftOut = _otherTypes + _negative;
        if (leftOut > 0 && !_hasAny)
        {
            throw new InvalidDataException(_negative > 0 ? "its weights are negative, or its events go back in time" : "no profile of it is of type sampled or evented");
        }

        if (leftOut > 0)
        {
            _facts.Notes.Add(new PerfNote(PerfNoteCode.NotUnderstood, $"{leftOut} profiles or weights were skipped: they are neither sampled nor evented, or negative."));
        }

        return new TextProfiles([.. _byEvent.Values.Select(e => e.Samples)], _facts, place => place.Line + 1, Expected);
    }

    private void Sampled(JsonElement profile, int command, SpeedscopeUnit unit, StackWeights weights)
    {
        // Written by UdpLab itself: the samples behind each weight of events.
        long[]? counts = profile.TryGetProperty(SpeedscopeWriter.Counts, out JsonElement own) ? [.. own.EnumerateArray().Select(c => c.GetInt64())] : null;
        weights.HasCounts |= counts is not null || unit is { CountsEvents: true, IsTime: false };
        decimal[] numbers = [.. profile.GetProperty("weights").EnumerateArray().Select(w => w.GetDecimal())];
        int index = 0;
        foreach (JsonElement chain in profile.GetProperty("samples").EnumerateArray())
        {
            Add(weights, command, [.. chain.EnumerateArray().Select(i => _tokens[i.GetInt32()]).Reverse()], numbers[index] * unit.Factor, counts?[index] ?? 1);
            index++;
        }
    }

    private void Evented(JsonElement profile, int command, SpeedscopeUnit unit, StackWeights weights)
    {
        weights.HasCounts = true;
        List<int> open = [];
        decimal last = 0;
        foreach (JsonElement moment in profile.GetProperty("events").EnumerateArray())
        {
            Since(moment.GetProperty("at").GetDecimal());
            int token = _tokens[moment.GetProperty("frame").GetInt32()];
            if (Text(moment, "type") == "O")
            {
                open.Add(token);
            }
            else if (open.LastIndexOf(token) is int at and >= 0)
            {
                open.RemoveRange(at, open.Count - at);
            }
        }

        if (profile.TryGetProperty("endValue", out JsonElement end))
        {
            Since(end.GetDecimal());
        }

        void Since(decimal now)
        {
            if (open.Count > 0)
            {
                Add(weights, command, [.. open.AsEnumerable().Reverse()], (now - last) * unit.Factor, 1);
            }

            last = now;
        }
    }

    private void Add(StackWeights weights, int command, int[] leafFirst, decimal weight, long count)
    {
        _negative += weight < 0 ? 1 : 0;
        if (weight > 0)
        {
            _hasAny = true;
            weights.Add(command, leafFirst, weight, count);
        }
    }

    /// <summary>The profile that its weights are added to.</summary>
    private (PerfProfileBuilder Samples, StackWeights Weights) Of(SpeedscopeUnit unit)
    {
        if (!_byEvent.TryGetValue(unit.Event, out (PerfProfileBuilder, StackWeights) known))
        {
            PerfProfileBuilder samples = new(_hasOneUnit ? Text(_root, SpeedscopeWriter.Event) ?? "" : unit.Event, _frames);
            known = (samples, new StackWeights(samples, unit.CountsEvents));
            _byEvent.Add(unit.Event, known);
        }

        return known;
    }

    private SpeedscopeUnit UnitOf(JsonElement profile) => Text(profile, "unit") is string name ? SpeedscopeUnit.Of(name) ?? throw new InvalidDataException($"its unit {HostText.Clean(name)} is unknown") : SpeedscopeUnit.None;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static PerfFrame Frame(JsonElement frame)
    {
        string path = Text(frame, "file") ?? PerfFrame.Unknown, name = Text(frame, "name") ?? PerfFrame.Unknown;
        return path == Kernel
            ? new PerfFrame(name, PerfFrame.Unknown, PerfScope.Kernel)
            : new PerfFrame(name, path.Length > 0 ? path : PerfFrame.Unknown, Enum.TryParse(Text(frame, SpeedscopeWriter.Scope), out PerfScope scope) ? scope : ScriptFrame.ScopeOf(path, AddressHalf.Unknown));
    }
}
