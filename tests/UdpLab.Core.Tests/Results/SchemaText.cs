using System.Net;
using System.Net.NetworkInformation;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace UdpLab.Tests;

/// <summary>The JSON Schema of a result line, from the types and their documentation.</summary>
internal static partial class SchemaText
{
    private static readonly Type[] _texts = [typeof(IPAddress), typeof(PhysicalAddress), typeof(PktgenRange), typeof(PktgenAddressRange), typeof(PktgenImix), typeof(CpuAssignment)];
    private static readonly Dictionary<string, string> _summaries = XDocument.Load(Path.ChangeExtension(typeof(SinkMeasurement).Assembly.Location, "xml"))
        .Descendants("member").Where(m => m.Element("summary") is not null).ToDictionary(m => m.Attribute("name")!.Value, m => Summary(m.Element("summary")!));

    private static readonly JsonSchemaExporterOptions _exporting = new() { TransformSchemaNode = Complete, TreatNullObliviousAsNonNullable = true };
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true, NewLine = "\n", Encoder = ResultContract.Options.Encoder };

    public static string Make()
    {
        Type[] types = [.. ResultTypes.All.Where(t => t.IsPublic).OrderBy(t => t.Name, StringComparer.Ordinal)];
        JsonObject definitions = [];
        foreach (Type type in types.Concat([typeof(LocalLabHost), typeof(NamespaceLabHost), typeof(SshLabHost), typeof(GuestLabHost), typeof(ProfileFields)]))
        {
            JsonNode schema = type == typeof(LabHost) ? Reference(typeof(LocalLabHost), typeof(NamespaceLabHost), typeof(SshLabHost), typeof(GuestLabHost))
                : type == typeof(PerfProfile) ? new JsonObject { ["$ref"] = Place(typeof(ProfileFields)) }
                : ResultContract.Plain.GetJsonSchemaAsNode(type, _exporting);
            definitions[type.Name] = schema;
        }

        JsonObject document = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A line of a UdpLab result file",
            ["description"] = $"Export-LabResult writes a JSON object a line. Schema {ResultSchema.Current}: a later minor version adds fields, a later major version changes or drops some. Counts are packets and times seconds unless the name says otherwise.",
            ["type"] = "object",
            ["required"] = new JsonArray(ResultSchema.Field, ResultSchema.TypeField),
            ["properties"] = new JsonObject
            {
                [ResultSchema.Field] = new JsonObject { ["type"] = "string", ["pattern"] = $"^UdpLab/{ResultSchema.Major}\\.[0-9]+$" },
                [ResultSchema.TypeField] = new JsonObject { ["type"] = "string" },
            },
            ["allOf"] = new JsonArray([.. types.Select(Case)]),
            ["$defs"] = definitions,
        };
        return document.ToJsonString(_indented) + "\n";
    }

    private static JsonObject Case(Type type) => new()
    {
        ["if"] = new JsonObject { ["properties"] = new JsonObject { [ResultSchema.TypeField] = new JsonObject { ["const"] = type.Name } } },
        ["then"] = new JsonObject { ["$ref"] = Place(type) },
    };

    private static JsonNode Complete(JsonSchemaExporterContext context, JsonNode schema)
    {
        Type type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (context.PropertyInfo is not null || context.BaseTypeInfo is not null || context.Path.Length > 0)
        {
            bool may = type != context.TypeInfo.Type || (context.PropertyInfo?.AttributeProvider is PropertyInfo member && new NullabilityInfoContext().Create(member).ReadState == NullabilityState.Nullable);
            JsonObject? own = type == typeof(double) ? new JsonObject { ["type"] = "number" }
                : _texts.Contains(type) ? new JsonObject { ["type"] = "string" }
                : type == typeof(LabHost) ? new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["$ref"] = Place(type) }, new JsonObject { ["type"] = "string", ["description"] = "The name of a host that the line describes elsewhere." }) }
                : ResultTypes.Find(type.Name) == type ? new JsonObject { ["$ref"] = Place(type) }
                : null;
            schema = own is null ? schema : may ? new JsonObject { ["anyOf"] = new JsonArray(own, new JsonObject { ["type"] = "null" }) } : own;
        }

        if (schema is JsonObject bounded && context.PropertyInfo is { AttributeProvider: PropertyInfo counted } && ResultContract.IsNeverNegative(counted.DeclaringType, counted.Name))
        {
            bounded["minimum"] = 0;
        }

        if (schema is JsonObject described && Text(context, type) is { } text)
        {
            described.Insert(0, "description", text);
        }

        return schema;
    }

    private static string? Text(JsonSchemaExporterContext context, Type type) => context.PropertyInfo?.AttributeProvider is PropertyInfo property
        ? _summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}")
        : context.Path.Length == 0 ? _summaries.GetValueOrDefault($"T:{type.FullName}") : null;

    private static JsonObject Reference(params Type[] types) => new() { ["anyOf"] = new JsonArray([.. types.Select(t => new JsonObject { ["$ref"] = Place(t) })]) };

    private static string Place(Type type) => $"#/$defs/{type.Name}";

    private static string Summary(XElement summary) => Blanks().Replace(string.Concat(summary.Nodes().Select(n => n is XElement { Name.LocalName: "see" } see ? (see.Attribute("cref")?.Value ?? "").Split('.')[^1] : n is XElement e ? e.Value : n.ToString())), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
