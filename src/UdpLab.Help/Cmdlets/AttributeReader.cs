using System.Reflection;

namespace UdpLab.Help.Cmdlets;

/// <summary>Reads attributes without creating them.</summary>
internal static class AttributeReader
{
    public static CustomAttributeData? Find(MemberInfo member, string name) => All(member, name).FirstOrDefault();

    public static IEnumerable<CustomAttributeData> All(MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(a => a.AttributeType.Name == name && a.AttributeType.Namespace == "System.Management.Automation");

    /// <summary>An argument of the constructor.</summary>
    public static object? Positional(this CustomAttributeData attribute, int index) => attribute.ConstructorArguments[index].Value;

    /// <summary>The elements of an argument that is a list.</summary>
    public static IEnumerable<object?> Listed(this CustomAttributeData attribute, int index) =>
        attribute.Positional(index) is IEnumerable<CustomAttributeTypedArgument> list ? list.Select(e => e.Value) : [attribute.Positional(index)];

    /// <summary>A property that was set; null if it was not.</summary>
    public static object? Named(this CustomAttributeData attribute, string name)
    {
        foreach (CustomAttributeNamedArgument argument in attribute.NamedArguments)
        {
            if (argument.MemberName == name)
            {
                return argument.TypedValue.Value;
            }
        }

        return null;
    }
}
