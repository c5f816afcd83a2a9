using System.Net;
using System.Net.NetworkInformation;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace UdpLab;

/// <summary>
/// How results are written as JSON: all public properties under their own names, including computed ones, for jq and pandas;
/// reading uses those that can be set. What has a text form (ranges, addresses) is text.
/// </summary>
internal static class ResultContract
{
    /// <summary>The options for a whole line, and for its parts.</summary>
    public static JsonSerializerOptions Options { get; } = Make(shares: true);

    /// <summary>The same without sharing parts: it describes the fields.</summary>
    public static JsonSerializerOptions Plain { get; } = Make(shares: false);

    private static JsonSerializerOptions Make(bool shares)
    {
        JsonSerializerOptions options = new()
        {
            // It is not embedded in HTML as it is, and people read it.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Complete } },
            Converters =
            {
                // By name only: a number could mean another value in a later version.
                new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false),
                new HostJson(),
                new ProfileJson(),
                new AnyValueJson(),
                new TextJson<IPAddress>(IPAddress.Parse),
                new TextJson<PhysicalAddress>(PhysicalAddress.Parse),
                new TextJson<PktgenRange>(text => new PktgenRange(text)),
                new TextJson<PktgenAddressRange>(text => new PktgenAddressRange(text)),
                new TextJson<PktgenImix>(text => new PktgenImix(text)),
                new TextJson<CpuAssignment>(CpuAssignment.Parse),
            },
        };
        if (shares)
        {
            Lazy<JsonSerializerOptions> plain = new(() => Plain);
            options.Converters.Add(new SharedJson<MeasurementEnvironment>(plain, keepsText: true));
            options.Converters.Add(new SharedJson<LedgerEntry>(plain, keepsText: false));
            options.Converters.Add(new SharedJson<IReadOnlyDictionary<string, bool>>(plain, keepsText: true));
            options.Converters.Add(new SharedJson<IReadOnlyList<string>>(plain, keepsText: false));
        }

        options.MakeReadOnly();
        return options;
    }

    /// <summary>Whether a property is a count or a time that is never below 0.</summary>
    public static bool IsNeverNegative(Type? type, string? property) => (type?.Name, property) is
        (nameof(SinkMeasurement), nameof(SinkMeasurement.Packets) or nameof(SinkMeasurement.Bytes) or nameof(SinkMeasurement.Seconds))
        or (nameof(Ledger), nameof(Ledger.Sent) or nameof(Ledger.Received));

    /// <summary>What reflection does not show: a flood's outcome, and that a property must not be null or negative.</summary>
    private static void Complete(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.Namespace?.StartsWith(nameof(UdpLab), StringComparison.Ordinal) != true)
        {
            return;
        }

        if (typeof(LabHost).IsAssignableFrom(type.Type) && type.Properties.FirstOrDefault(p => p.Name == nameof(LabHost.State)) is { } state)
        {
            // It is specific to this session and moment.
            type.Properties.Remove(state);
        }

        if (type.Type == typeof(SinkTrace) && type.Properties.FirstOrDefault(p => p.Name == nameof(SinkTrace.Bursts)) is { } bursts)
        {
            // The measurement has the samples.
            bursts.Get = trace => LabList.Of(((SinkTrace)trace).Bursts.Select(burst => burst.WithoutSamples()));
        }

        NullabilityInfoContext nullability = new();
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (type.Type == typeof(UdpFlood))
            {
                property.Set ??= FloodJson.Setter(property.Name);
            }

            if (property.Set is { } any && IsNeverNegative(type.Type, property.Name))
            {
                property.Set = (target, value) => any(target, value is < 0L or < 0.0 ? throw new JsonException($"{type.Type.Name}.{property.Name} is {value}, and cannot be negative") : value);
            }

            if (property is { Set: { } set, AttributeProvider: PropertyInfo member } && !member.PropertyType.IsValueType && nullability.Create(member).ReadState == NullabilityState.NotNull)
            {
                property.Set = (target, value) => set(target, value ?? throw new JsonException($"{type.Type.Name}.{property.Name} is null."));
            }
        }
    }
}
