using System.Collections;
using System.Management.Automation;
using System.Reflection;
using UdpLab.Wire;

namespace UdpLab.Parameters;

/// <summary>pktgen's settings by name, from a hashtable or a cmdlet's parameters.</summary>
internal static class PktgenSettingsTable
{
    private static readonly PropertyInfo[] _properties = typeof(PktgenSettings).GetProperties();

    public static IEnumerable<string> Names => _properties.Select(p => p.Name).Order(StringComparer.Ordinal);

    /// <summary>The settings in a table.</summary>
    /// <exception cref="LabException">There is no such setting, or a value is invalid.</exception>
    public static PktgenSettings Of(IDictionary table)
    {
        PktgenSettings settings = new();
        foreach (DictionaryEntry entry in table)
        {
            string name = entry.Key.ToString()!;
            PropertyInfo property = Array.Find(_properties, p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new LabException(FailureCode.InvalidArgument, $"-Pktgen @{{ {name} = ... }}: pktgen has no such setting; there are {string.Join(", ", Names)}.", "Pktgen");
            try
            {
                property.SetValue(settings, property.PropertyType == typeof(PktgenAddressRange)
                    ? AddressRangeAttribute.Of(entry.Value)
                    : LanguagePrimitives.ConvertTo(entry.Value, property.PropertyType, System.Globalization.CultureInfo.InvariantCulture));
            }
            catch (Exception e) when (e is PSInvalidCastException or ArgumentTransformationMetadataException)
            {
                throw new LabException(FailureCode.InvalidArgument, $"-Pktgen @{{ {property.Name} = {entry.Value} }}: {Innermost(e).Message}", "Pktgen", e);
            }
        }

        return settings;
    }

    /// <summary>The settings of -Pktgen, plus those given by the flood's own parameters.</summary>
    public static PktgenSettings Of(PktgenSettings? given, int? cloneSkb, PktgenXmitMode? xmitMode, int? vlan, PktgenImix? imix, PktgenRange? queueMap)
    {
        PktgenSettings settings = given?.Table is { } table ? Of(table) : given?.Copy() ?? new();
        settings.CloneSkb = cloneSkb ?? settings.CloneSkb;
        settings.XmitMode = xmitMode ?? settings.XmitMode;
        settings.VlanId = vlan ?? settings.VlanId;
        settings.Imix = imix ?? settings.Imix;
        settings.QueueMap = queueMap ?? settings.QueueMap;
        return settings;
    }

    /// <summary>The settings among a cmdlet's bound parameters.</summary>
    public static PktgenSettings OfBound(PSCmdlet cmdlet)
    {
        PktgenSettings settings = new();
        foreach (PropertyInfo property in _properties)
        {
            if (cmdlet.MyInvocation.BoundParameters.ContainsKey(property.Name) && cmdlet.GetType().GetProperty(property.Name)?.GetValue(cmdlet) is { } value)
            {
                property.SetValue(settings, value is SwitchParameter given ? given.IsPresent : value);
            }
        }

        return settings;
    }

    private static Exception Innermost(Exception e) => e.InnerException is null ? e : Innermost(e.InnerException);
}
