using System.Globalization;
using System.Reflection;

namespace UdpLab.Help.Cmdlets;

/// <summary>Reads a parameter: a property with attributes.</summary>
internal static class ParameterReader
{
    private static readonly string[] _numbers = ["Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Double", "Decimal"];

    public static ParameterFacts Read(PropertyInfo property)
    {
        Type type = Unwrapped(property.PropertyType);
        Type element = type;
        while (element.IsArray)
        {
            element = Unwrapped(element.GetElementType()!);
        }

        // Bytes in a list are data, not numbers.
        bool isNumber = _numbers.Contains(element.Name) && !(type.IsArray && element.Name == "Byte");
        string[] aliases = [.. AttributeReader.All(property, "AliasAttribute").SelectMany(a => a.Listed(0)).Cast<string>()];
        ParameterUse[] uses = [.. AttributeReader.All(property, "ParameterAttribute").Select(Use)];
        return new ParameterFacts(property.Name, type.Name, isNumber, aliases, AttributeReader.Find(property, "SupportsWildcardsAttribute") is not null, Range(property), Values(property, element), uses);
    }

    private static Type Unwrapped(Type type) => type is { IsGenericType: true, Name: "Nullable`1" } ? type.GetGenericArguments()[0] : type;

    private static ParameterUse Use(CustomAttributeData parameter) => new(
        (string?)parameter.Named("ParameterSetName") ?? ParameterUse.All,
        parameter.Named("Mandatory") is true,
        parameter.Named("Position") is int position and >= 0 ? position : null,
        parameter.Named("ValueFromPipeline") is true,
        parameter.Named("ValueFromPipelineByPropertyName") is true);

    private static string? Range(PropertyInfo property) =>
        AttributeReader.Find(property, "ValidateRangeAttribute") is not { } range ? null
        : Convert.ToDouble(range.Positional(1), CultureInfo.InvariantCulture) > 1e15 ? $"{Text(range.Positional(0))} or more"
        : $"{Text(range.Positional(0))} to {Text(range.Positional(1))}";

    private static string Text(object? number) => Convert.ToString(number, CultureInfo.InvariantCulture)!;

    private static string[] Values(PropertyInfo property, Type type) =>
        AttributeReader.Find(property, "ValidateSetAttribute") is { } set ? [.. set.Listed(0).Cast<string>()]
        : type.IsEnum ? [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.Name)]
        : [];
}
